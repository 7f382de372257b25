import type { CulturalChunk } from '../culture/cultural-chunk.ts';
import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import { rewriteFault } from '../culture/rewrite-fault.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import { LanguageDetector } from '../models/language-detector.ts';
import type { LanguageModel } from '../models/language-model.ts';

const INSTRUCTIONS =
  'Rewrite this piece of cultural knowledge for a chat assistant in Bali: correct, respectful, at most three sentences, about as long as it is, in the language it is written in. Keep all that it says, and add nothing that it does not say. Reply with the text alone.';

/** What refreshing came to. */
export interface RefreshedCulture {
  regenerated: number;
  /** Chunks that kept their text because the new one was refused, and why: `greetings (en): the new text is empty`. */
  refused: string[];
  /** Why it ended early, if it did. */
  error?: string;
}

/** Options of {@link refreshCulture}. */
export interface RefreshOptions {
  signal?: AbortSignal;
  /** Asked before each chunk: why no more are to be rewritten, or undefined to go on. */
  shouldStop?: () => string | undefined;
}

/**
 * Rewrites every cultural chunk but those that people have edited with the night's model; the text before is kept, and stays where the new one is no good. A
 * model that fails, or a night that is stopped, ends it: what was rewritten until then stands.
 * @throws GoldsmithError `bad-setting` when only the offline model is there, which cannot write.
 */
export async function refreshCulture(
  culture: CulturalRagService,
  model: LanguageModel,
  { signal, shouldStop }: RefreshOptions = {},
): Promise<RefreshedCulture> {
  if (model.id === 'offline') {
    throw new GoldsmithError(
      'bad-setting',
      'Cultural chunks were not rewritten: that needs a language model. Set GOLDSMITH_MODEL_NIGHT.',
    );
  }
  const refreshed: RefreshedCulture = { regenerated: 0, refused: [] };
  const languages = (await culture.all(signal)).map((chunk) => chunk.language);
  const detector = new LanguageDetector([...new Set(languages)]);
  for (const chunk of await culture.rewritable(signal)) {
    const reason = shouldStop?.();
    if (reason) return { ...refreshed, error: `Cultural chunks were not rewritten to the end: ${reason}` };
    try {
      const { text, writer } = await rewritten(chunk, model, signal);
      const fault = rewriteFault(chunk, text, detector);
      if (fault) refreshed.refused.push(`${chunk.topic} (${chunk.language}): the new text ${fault}`);
      else if (await culture.rewrite(chunk, text, writer)) refreshed.regenerated++;
    } catch (error) {
      return { ...refreshed, error: `Cultural chunk "${chunk.topic}": ${messageOf(error)}` };
    }
  }
  return refreshed;
}

async function rewritten({ content, language }: CulturalChunk, model: LanguageModel, signal?: AbortSignal) {
  const reply = await model.reply({ question: content, instructions: INSTRUCTIONS, language }, signal);
  // In the prompt a chunk is one line.
  return { text: (reply.text ?? '').replace(/\s+/g, ' ').trim(), writer: reply.model };
}
