import type { ConversationService } from '../conversations/conversation-service.ts';
import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import { messageOf } from '../errors.ts';
import type { AnswerSource, GoldenAnswer } from '../golden/golden-answer.ts';
import type { GoldenAnswerService, Lookup } from '../golden/golden-answer-service.ts';
import type { FoundChunk, KnowledgeSearch } from '../knowledge/knowledge-search.ts';
import type { Logger } from '../log.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import type { LanguageModel, ModelReply, ModelTurn } from '../models/language-model.ts';
import { type FixedReply, fixedReply } from './fixed-replies.ts';
import { type Route, routeOf } from './router.ts';

/** A chat user's question. */
export interface ChatQuestion {
  question: string;
  userId?: string;
  /** Earlier turns, oldest first. */
  history?: ModelTurn[];
}

/** The answer, and where it came from. */
export interface ChatAnswer {
  response: string;
  /** `golden-answer-cache`, or the model's `provider:model`. */
  modelUsed: string;
  /** `cache`, or the model's provider. */
  aiUsed: string;
  sources: Pick<AnswerSource, 'title' | 'url' | 'path' | 'headings'>[];
  usage: { inputTokens: number; outputTokens: number };
  lookup: Lookup;
  /** Undefined for a hit, which meets no router. */
  route?: Route;
}

/** What the chat is made of. */
export interface ChatServiceParts {
  golden: GoldenAnswerService;
  knowledge: KnowledgeSearch;
  culture: CulturalRagService;
  conversations: ConversationService;
  detector: LanguageDetector;
  /** Answers what the cache does not. */
  model: LanguageModel;
  log: Logger;
}

const SOURCES_PER_ANSWER = 5;

/** How long the knowledge base may take before a question goes on without it, milliseconds. */
const KNOWLEDGE_TIMEOUT_MS = 5_000;

const BUSINESS = 'You answer questions of the customers of a consultancy, plainly and briefly.';
const CASUAL = 'You are the friendly assistant of a consultancy. Answer small talk in one or two short sentences.';

/** Answers questions: from the cache when it is sure, else by the model. */
export class ChatService {
  readonly #parts: ChatServiceParts;
  /** Bookkeeping that goes on after its answer has gone out. */
  readonly #afterwards = new Set<Promise<void>>();

  constructor(parts: ChatServiceParts) {
    this.#parts = parts;
  }

  /**
   * Answers a question. A database that is away costs sources and bookkeeping, not the answer.
   * @throws GoldsmithError `model-failed` when no model answers; the signal's reason.
   */
  async answer(asked: ChatQuestion, signal?: AbortSignal): Promise<ChatAnswer> {
    const hasHistory = (asked.history?.length ?? 0) > 0;
    const lookup = await this.#parts.golden.lookupGoldenAnswer(asked.question, { hasHistory, signal });
    const answer = lookup.answer ? fromCache(lookup.answer, lookup) : await this.#fromModel(asked, lookup, signal);
    this.#doAfterwards(() => this.#save(asked, answer));
    return answer;
  }

  /** Waits for the bookkeeping of the answers that have gone out. */
  async close(): Promise<void> {
    await Promise.all(this.#afterwards);
  }

  async #fromModel(asked: ChatQuestion, lookup: Lookup, signal?: AbortSignal): Promise<ChatAnswer> {
    const route = routeOf(asked.question);
    const language = lookup.language ?? this.#parts.detector.detect(asked.question);
    const reply =
      route.name === 'casual' ? this.#smallTalk(asked, language, signal) : this.#business(asked, language, signal);
    return { ...(await reply), lookup, route };
  }

  async #smallTalk(asked: ChatQuestion, language: string | undefined, signal?: AbortSignal): Promise<ModelAnswer> {
    const opening = (asked.history?.length ?? 0) === 0;
    const chunks = await this.#orNothing(
      'culture',
      this.#parts.culture.getCulturalContext({ message: asked.question, opening, language }),
    );
    const instructions = [CASUAL, this.#parts.culture.buildCulturalPromptInjection(chunks ?? [])]
      .filter(Boolean)
      .join('\n\n');
    const reply = await this.#parts.model.reply({ ...asked, language, instructions }, signal);
    for (const chunk of chunks ?? []) this.#doAfterwards(() => this.#parts.culture.trackUsage(chunk.id));
    return toAnswer(reply, [], 'greeting', language);
  }

  async #business(asked: ChatQuestion, language: string | undefined, signal?: AbortSignal): Promise<ModelAnswer> {
    const limit = AbortSignal.timeout(KNOWLEDGE_TIMEOUT_MS);
    const search = { language, limit: SOURCES_PER_ANSWER, signal: signal ? AbortSignal.any([signal, limit]) : limit };
    const chunks = await this.#orNothing('knowledge', this.#parts.knowledge.search(asked.question, search));
    signal?.throwIfAborted();
    const sources = (chunks ?? []).map((chunk) => ({ ...chunk, language: chunk.language ?? undefined }));
    const reply = await this.#parts.model.reply({ ...asked, language, instructions: BUSINESS, sources }, signal);
    return toAnswer(reply, chunks ?? [], chunks ? 'no-answer' : 'knowledge-away', language);
  }

  /** A part that may be away: what it gives, or undefined and a line in the log. */
  async #orNothing<T>(part: string, work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      this.#parts.log.warn({ part, reason: messageOf(error) }, 'a question is answered without a part that is away');
      return undefined;
    }
  }

  async #save({ question, userId, history }: ChatQuestion, answer: ChatAnswer): Promise<void> {
    const { outcome, reason, cluster } = answer.lookup;
    await this.#parts.conversations.save({
      userId,
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: answer.response },
      ],
      metadata: {
        outcome,
        reason,
        cluster,
        model: answer.modelUsed,
        route: answer.route?.name,
        tokens: answer.usage.inputTokens + answer.usage.outputTokens,
        follow_up: (history?.length ?? 0) > 0,
      },
    });
  }

  #doAfterwards(work: () => Promise<void>): void {
    const done: Promise<void> = new Promise((resolve) => setImmediate(resolve))
      .then(work)
      .catch((error) => this.#parts.log.warn({ reason: messageOf(error) }, 'bookkeeping after an answer failed'))
      .finally(() => this.#afterwards.delete(done));
    this.#afterwards.add(done);
  }
}

type ModelAnswer = Omit<ChatAnswer, 'lookup' | 'route'>;

function fromCache(golden: GoldenAnswer, lookup: Lookup): ChatAnswer {
  return {
    response: golden.answer,
    modelUsed: 'golden-answer-cache',
    aiUsed: 'cache',
    sources: golden.sources.map(cite),
    usage: { inputTokens: 0, outputTokens: 0 },
    lookup,
  };
}

function toAnswer(
  reply: ModelReply,
  chunks: FoundChunk[],
  otherwise: FixedReply,
  language: string | undefined,
): ModelAnswer {
  const used = reply.used?.map((i) => chunks[i]) ?? chunks;
  return {
    response: reply.text ?? fixedReply(otherwise, language),
    modelUsed: reply.model,
    aiUsed: reply.model.split(':')[0],
    sources: reply.text === undefined ? [] : used.map(cite),
    usage: { inputTokens: reply.inputTokens, outputTokens: reply.outputTokens },
  };
}

function cite({ title, url, path, headings }: Pick<AnswerSource, 'title' | 'url' | 'path' | 'headings'>) {
  return { title, url, path, headings };
}
