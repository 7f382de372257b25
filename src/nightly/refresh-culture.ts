import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { LanguageModel } from '../models/language-model.ts';

const INSTRUCTIONS =
  'Rewrite this piece of cultural knowledge for a chat assistant in Bali: correct, respectful, at most three sentences, in the language it is written in. Reply with the text alone.';

/** What refreshing came to. */
export interface RefreshedCulture {
  regenerated: number;
  tokens: number;
  /** Why it ended early, if it did. */
  error?: string;
}

/**
 * Rewrites every cultural chunk with the night's model, keeping the text before in its metadata.
 * @throws GoldsmithError `bad-setting` when only the offline model is there, which cannot write.
 */
export async function refreshCulture(
  culture: CulturalRagService,
  model: LanguageModel,
  signal?: AbortSignal,
): Promise<RefreshedCulture> {
  if (model.id === 'offline') {
    throw new GoldsmithError(
      'bad-setting',
      'Cultural chunks were not rewritten: that needs a language model. Set GOLDSMITH_MODEL_NIGHT.',
    );
  }
  const refreshed: RefreshedCulture = { regenerated: 0, tokens: 0 };
  for (const chunk of await culture.all()) {
    try {
      const request = { question: chunk.content, instructions: INSTRUCTIONS, language: chunk.language };
      const reply = await model.reply(request, signal);
      refreshed.tokens += reply.inputTokens + reply.outputTokens;
      if (reply.text && (await culture.rewrite(chunk, reply.text))) refreshed.regenerated++;
    } catch (error) {
      if (signal?.aborted) throw error;
      return { ...refreshed, error: `Cultural chunk "${chunk.topic}": ${messageOf(error)}` };
    }
  }
  return refreshed;
}
