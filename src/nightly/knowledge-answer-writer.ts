import type { AnswerSource, QuestionToAnswer } from '../golden/golden-answer.ts';
import type { FoundChunk, KnowledgeSearch } from '../knowledge/knowledge-search.ts';
import { ASK_FOR_CITATIONS, citedSources } from '../models/cited-sources.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { AnswerWriter, WritingResult } from './answer-writer.ts';
import { findUnsupported } from './check-support.ts';

/** What writing from the knowledge base needs. */
export interface KnowledgeWritingParts {
  knowledge: KnowledgeSearch;
  model: LanguageModel;
  embedder: Embedder;
}

const SOURCES_PER_ANSWER = 6;

const INSTRUCTIONS =
  'You write one answer that will be shown to everybody who asks this question. Answer in full sentences, plainly and briefly. Say nothing about the sources, the asker or the present day.';

/** With a number behind a sentence nothing is said about the sources; the numbers are taken out again. */
const CITED_INSTRUCTIONS = `${INSTRUCTIONS} ${ASK_FOR_CITATIONS}`;

/** Writes answers from the knowledge base with the night's model, and refuses those that their sources do not support. */
export class KnowledgeAnswerWriter implements AnswerWriter {
  readonly #parts: KnowledgeWritingParts;

  constructor(parts: KnowledgeWritingParts) {
    this.#parts = parts;
  }

  async write({ canonical, language }: QuestionToAnswer, signal?: AbortSignal): Promise<WritingResult> {
    const { knowledge, model } = this.#parts;
    const start = performance.now();
    const inLanguage = { language: language ?? undefined };
    const chunks = await knowledge.search(canonical.text, { ...inLanguage, limit: SOURCES_PER_ANSWER, signal });
    const reply = await model.reply(
      { question: canonical.text, ...inLanguage, instructions: CITED_INSTRUCTIONS, sources: chunks.map(toModelSource) },
      signal,
    );
    const tokens = reply.inputTokens + reply.outputTokens;
    if (reply.text === undefined) return { gap: 'no good source', tokens };
    const told = { text: reply.text, used: reply.used };
    const { text: answer, used: cited } = reply.used ? told : citedSources(reply.text, chunks.length);
    const used = cited?.map((i) => chunks[i]) ?? chunks;
    let sources = used;
    let refused = await this.#reasonToRefuse(answer, sources, signal);
    if (refused && used.length < chunks.length) {
      // What stands in a source that the model forgot to cite is supported all the same, and then all count.
      sources = chunks;
      refused = await this.#reasonToRefuse(answer, sources, signal);
    }
    if (refused) return { gap: refused, tokens };
    const metadata = { model: reply.model, tokens, seconds: (performance.now() - start) / 1000 };
    return { answer, sources: sources.map(toAnswerSource), metadata, tokens };
  }

  async #reasonToRefuse(answer: string, chunks: FoundChunk[], signal?: AbortSignal): Promise<string | undefined> {
    const texts = chunks.map((chunk) => [chunk.title, ...chunk.headings, chunk.text].join('\n\n'));
    const unsupported = await findUnsupported(answer, texts, this.#parts.embedder, signal);
    return unsupported && `the answer was refused: "${unsupported.sentence}" has ${unsupported.reason}`;
  }
}

function toModelSource(chunk: FoundChunk) {
  return { title: chunk.title, headings: chunk.headings, text: chunk.text, language: chunk.language ?? undefined };
}

function toAnswerSource({ title, url, path, headings, contentHash, store, id }: FoundChunk): AnswerSource {
  // In the database a chunk is known by its hash, wherever it moves; in another store only by its id.
  return { title, url, path, headings, contentHash, ...(store ? { store, id } : {}) };
}
