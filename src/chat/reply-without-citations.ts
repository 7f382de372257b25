import { CitedSources } from '../models/cited-sources.ts';
import type { LanguageModel, ModelReply, ModelRequest, TextSink } from '../models/language-model.ts';

/**
 * A model's reply without the marks of its sources (`[1]`), which become `used`: undefined where it marked none. Streamed, a
 * text is held back where it may yet become a mark. A reply of marks alone is none.
 * @throws what {@link LanguageModel.reply} throws.
 */
export async function replyWithoutCitations(
  model: LanguageModel,
  request: ModelRequest,
  signal?: AbortSignal,
  onText?: TextSink,
): Promise<ModelReply> {
  const cited = new CitedSources(request.sources?.length ?? 0);
  let text = '';
  const handOn = async (piece: string) => {
    text += piece;
    if (piece) await onText?.(piece);
  };
  const reply = await model.reply(request, signal, onText && ((piece) => handOn(cited.take(piece))));
  if (!onText && reply.text !== undefined) await handOn(cited.take(reply.text));
  await handOn(cited.end());
  return { ...reply, text: text || undefined, used: reply.used ?? cited.used };
}
