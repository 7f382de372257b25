import { AfterAnswers } from '../conversations/after-answers.ts';
import type { ConversationRecorder } from '../conversations/conversation-recorder.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { CulturalChunk } from '../culture/cultural-chunk.ts';
import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import { messageOf } from '../errors.ts';
import type { AnswerSource, GoldenAnswer } from '../golden/golden-answer.ts';
import type { GoldenAnswerService, Lookup } from '../golden/golden-answer-service.ts';
import type { FoundChunk, KnowledgeSearch } from '../knowledge/knowledge-search.ts';
import type { Logger } from '../log.ts';
import { leansOnTalk } from '../matching/eligibility.ts';
import { greetingLanguage } from '../matching/greetings.ts';
import { isSmallTalk } from '../matching/small-talk.ts';
import { ASK_FOR_CITATIONS } from '../models/cited-sources.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import type { LanguageModel, ModelReply, ModelTurn, TextSink } from '../models/language-model.ts';
import { type FixedReply, fixedReply } from './fixed-replies.ts';
import { fullQuestion } from './full-question.ts';
import { HeardStream } from './heard-stream.ts';
import { replay } from './replay.ts';
import { replyWithoutCitations } from './reply-without-citations.ts';
import type { Route, Router } from './routing/router.ts';

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
  /** The cost in US dollars; undefined when it is not known. */
  usage: { inputTokens: number; outputTokens: number; cost?: number };
  lookup: Lookup;
  /** Undefined for a hit, which meets no router. */
  route?: Route;
}

/** Takes an answer as it comes. */
export interface AnswerStream {
  /** Called once, before any text: what the cache did, and for a miss the way that the question takes. */
  begin(start: Pick<ChatAnswer, 'lookup' | 'route'>): void | Promise<void>;
  /** Called with the answer's pieces, which together are its response. */
  text: TextSink;
}

/** What the chat is made of. */
export interface ChatServiceParts {
  golden: GoldenAnswerService;
  knowledge: KnowledgeSearch;
  culture: CulturalRagService;
  conversations: ConversationService;
  recorder: ConversationRecorder;
  detector: LanguageDetector;
  router: Router;
  /** Answer what the cache does not, by route. */
  models: Record<Route['name'], LanguageModel>;
  log: Logger;
}

const SOURCES_PER_ANSWER = 5;

/** More would drown what the user said. */
const CHUNKS_PER_REPLY = 2;

/** How long the knowledge base may take before a question goes on without it, milliseconds. */
const KNOWLEDGE_TIMEOUT_MS = 5_000;

/** How long cultural knowledge may take before small talk goes on without it, milliseconds. */
const CULTURE_TIMEOUT_MS = 1_000;

/** And how long the log may take to tell what was said before. */
const HISTORY_TIMEOUT_MS = 1_000;

const BUSINESS = 'You answer questions of the customers of a consultancy, plainly and briefly.';
const CASUAL = 'You are the friendly assistant of a consultancy. Answer small talk in one or two short sentences.';
const CODE =
  'You help with program code, SQL, shell and configuration. Show short working code in a fenced block and say in a few sentences how it works.';

/** Answers questions: from the cache when it is sure, else by the model. */
export class ChatService {
  readonly #parts: ChatServiceParts;
  readonly #afterwards: AfterAnswers;
  /** Answers of models that are under way. */
  readonly #answering = new Set<Promise<ChatAnswer>>();

  constructor(parts: ChatServiceParts) {
    this.#parts = parts;
    this.#afterwards = new AfterAnswers(parts.log);
  }

  /**
   * Answers a question. A database that is away costs sources and bookkeeping, not the answer.
   * @param stream is given the answer as it comes.
   * @throws GoldsmithError `model-failed` when no model answers, or the one that had begun to breaks off; the signal's reason.
   */
  async answer(asked: ChatQuestion, signal?: AbortSignal, stream?: AnswerStream): Promise<ChatAnswer> {
    const askedAt = Date.now();
    let known = asked;
    const hasHistory = async () => {
      known = await this.#withHistory(asked, signal);
      return (known.history?.length ?? 0) > 0;
    };
    const lookup = await this.#parts.golden.lookupGoldenAnswer(asked.question, { hasHistory, signal });
    if (lookup.answer) {
      const answer = fromCache(lookup.answer, lookup);
      this.#record(known, answer, askedAt);
      if (stream) await this.#replay(answer, stream, signal);
      return answer;
    }
    const answering = this.#answerByModel(known, lookup, askedAt, signal, stream);
    this.#answering.add(answering);
    return answering.finally(() => this.#answering.delete(answering));
  }

  /** Waits for the answers under way, and for the bookkeeping of those that have gone out. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#answering);
    await this.#afterwards.done();
    await this.#parts.recorder.writePending();
  }

  async #answerByModel(
    asked: ChatQuestion,
    lookup: Lookup,
    askedAt: number,
    signal?: AbortSignal,
    stream?: AnswerStream,
  ): Promise<ChatAnswer> {
    const inConversation = await this.#withHistory(asked, signal);
    const heard = stream && new HeardStream(stream);
    try {
      const answer = await this.#fromModel(inConversation, lookup, signal, heard);
      this.#record(inConversation, answer, askedAt);
      return answer;
    } catch (error) {
      // What was asked counts, and the next question may lean on it, though its answer broke off.
      this.#record(inConversation, brokenOff(lookup, heard), askedAt);
      throw error;
    }
  }

  async #replay({ lookup, response }: ChatAnswer, stream: AnswerStream, signal?: AbortSignal): Promise<void> {
    await stream.begin({ lookup });
    await replay(response, stream.text, signal);
  }

  async #fromModel(
    asked: ChatQuestion,
    lookup: Lookup,
    signal?: AbortSignal,
    stream?: AnswerStream,
  ): Promise<ChatAnswer> {
    const route = await this.#parts.router.route(asked, signal);
    const { question } = asked;
    const language = lookup.language ?? this.#parts.detector.detect(question) ?? greetingLanguage(question);
    await stream?.begin({ lookup, route });
    const way = { asked, language, signal, onText: stream?.text };
    const { isModels, ...answer } = await this.#take(route, way);
    // What no model said was not streamed by one.
    if (stream && !isModels) await stream.text(answer.response);
    return { ...answer, lookup, route };
  }

  #take({ name }: Route, way: Way): Promise<ModelAnswer> {
    if (name === 'casual') return this.#casual(way);
    return name === 'code' ? this.#code(way) : this.#business(way);
  }

  /** A model that writes no code leaves the question to the knowledge base, which may speak of the company's own interfaces. */
  async #code(way: Way): Promise<ModelAnswer> {
    const { asked, language, signal, onText } = way;
    const reply = await this.#parts.models.code.reply({ ...asked, language, instructions: CODE }, signal, onText);
    return reply.text === undefined ? this.#business(way) : toAnswer(reply, [], 'no-answer', language);
  }

  /** Without a model for it, what is more than a greeting may yet be a question of the trade ("E33G?"). */
  async #casual(way: Way): Promise<ModelAnswer> {
    const answer = await this.#smallTalk(way);
    if (answer.isModels || isSmallTalk(way.asked.question)) return answer;
    const known = await this.#business(way);
    return known.isModels ? known : answer;
  }

  async #smallTalk({ asked, language, signal, onText }: Way): Promise<ModelAnswer> {
    const { culture, models, log } = this.#parts;
    const chunks = await this.#cultureFor(asked, language, signal);
    if (chunks.length > 0) {
      const topics = chunks.map(({ topic }) => topic);
      log.debug({ model: models.casual.id, chunks: chunks.length, topics }, 'culture goes into the prompt');
    }
    const instructions = [CASUAL, culture.buildCulturalPromptInjection(chunks)].filter(Boolean).join('\n\n');
    const reply = await models.casual.reply({ ...asked, language, instructions }, signal, onText);
    // A fixed reply owes nothing to them.
    if (reply.text !== undefined) for (const { id } of chunks) this.#afterwards.add(() => culture.trackUsage(id));
    return toAnswer(reply, [], 'greeting', language);
  }

  async #cultureFor(
    { question, history = [] }: ChatQuestion,
    language: string | undefined,
    signal?: AbortSignal,
  ): Promise<CulturalChunk[]> {
    const limit = AbortSignal.timeout(CULTURE_TIMEOUT_MS);
    const context = { message: question, earlierTurns: history.length, language };
    const within = signal ? AbortSignal.any([signal, limit]) : limit;
    const chunks = await this.#orNothing(
      'culture',
      this.#parts.culture.getCulturalContext(context, CHUNKS_PER_REPLY, within),
    );
    signal?.throwIfAborted();
    return chunks ?? [];
  }

  async #business({ asked, language, signal, onText }: Way): Promise<ModelAnswer> {
    const question = await this.#standingAlone(asked, signal);
    const limit = AbortSignal.timeout(KNOWLEDGE_TIMEOUT_MS);
    const search = { language, limit: SOURCES_PER_ANSWER, signal: signal ? AbortSignal.any([signal, limit]) : limit };
    const chunks = await this.#orNothing('knowledge', this.#parts.knowledge.search(question, search));
    signal?.throwIfAborted();
    const sources = (chunks ?? []).map((chunk) => ({ ...chunk, language: chunk.language ?? undefined }));
    const instructions = sources.length > 0 ? `${BUSINESS} ${ASK_FOR_CITATIONS}` : BUSINESS;
    const request = { ...asked, question, language, instructions, sources };
    const reply = await replyWithoutCitations(this.#parts.models.business, request, signal, onText);
    return toAnswer(reply, chunks ?? [], chunks ? 'no-answer' : 'knowledge-away', language);
  }

  async #recentTurns(userId: string, signal: AbortSignal): Promise<ModelTurn[]> {
    await this.#parts.recorder.settle(userId, signal);
    return this.#parts.conversations.recentTurns(userId, signal);
  }

  /** A client that sends no history is one that leaves it to the log. */
  async #withHistory(asked: ChatQuestion, signal?: AbortSignal): Promise<ChatQuestion> {
    if (asked.history !== undefined || asked.userId === undefined) return asked;
    const limit = AbortSignal.timeout(HISTORY_TIMEOUT_MS);
    const turns = this.#recentTurns(asked.userId, signal ? AbortSignal.any([signal, limit]) : limit);
    const history = await this.#orNothing('history', turns);
    signal?.throwIfAborted();
    return { ...asked, history };
  }

  /** What is asked of knowledge base and model: a follow-up says too little of what it is about. */
  async #standingAlone({ question, history = [] }: ChatQuestion, signal?: AbortSignal): Promise<string> {
    const isFollowUp = history.length > 0 && leansOnTalk(question);
    const { models, log } = this.#parts;
    return isFollowUp ? fullQuestion({ model: models.casual, log }, question, history, signal) : question;
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

  /** @param askedAt milliseconds since 1970. */
  #record({ question, userId, history }: ChatQuestion, answer: ChatAnswer, askedAt: number): void {
    const { key, outcome, reason, cluster } = answer.lookup;
    this.#parts.recorder.record({
      key,
      userId,
      question,
      answer: answer.response,
      askedAt,
      metadata: {
        outcome,
        reason,
        cluster,
        model: answer.modelUsed,
        route: answer.route?.name,
        tokens: answer.usage.inputTokens + answer.usage.outputTokens,
        cost: answer.usage.cost,
        follow_up: (history?.length ?? 0) > 0,
      },
    });
  }
}

/** A question on its way to a model. */
interface Way {
  asked: ChatQuestion;
  language: string | undefined;
  signal: AbortSignal | undefined;
  onText: TextSink | undefined;
}

/** `isModels` tells whether a model said it. */
type ModelAnswer = Omit<ChatAnswer, 'lookup' | 'route'> & { isModels: boolean };

function fromCache(golden: GoldenAnswer, lookup: Lookup): ChatAnswer {
  return {
    response: golden.answer,
    modelUsed: 'golden-answer-cache',
    aiUsed: 'cache',
    sources: golden.sources.map(cite),
    usage: { inputTokens: 0, outputTokens: 0, cost: 0 },
    lookup,
  };
}

/** An answer that was not given to its end, with as much as the user has seen of it. */
function brokenOff(lookup: Lookup, heard: HeardStream | undefined): ChatAnswer {
  return {
    response: heard?.said ?? '',
    modelUsed: 'none',
    aiUsed: 'none',
    sources: [],
    usage: { inputTokens: 0, outputTokens: 0 },
    lookup,
    route: heard?.route,
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
    isModels: reply.text !== undefined,
    response: reply.text ?? fixedReply(otherwise, language),
    modelUsed: reply.model,
    aiUsed: reply.model.split(':')[0],
    sources: reply.text === undefined ? [] : used.map(cite),
    usage: { inputTokens: reply.inputTokens, outputTokens: reply.outputTokens, cost: reply.cost },
  };
}

function cite({ title, url, path, headings }: Pick<AnswerSource, 'title' | 'url' | 'path' | 'headings'>) {
  return { title, url, path, headings };
}
