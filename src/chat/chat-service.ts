import { AfterAnswers } from '../conversations/after-answers.ts';
import type { ConversationRecorder } from '../conversations/conversation-recorder.ts';
import type { ConversationService } from '../conversations/conversation-service.ts';
import type { GoldenAnswerService, Lookup } from '../golden/golden-answer-service.ts';
import { greetingLanguage } from '../matching/greetings.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import type { ModelTurn } from '../models/language-model.ts';
import { type AnswerStream, brokenOff, type ChatAnswer, type ChatQuestion, fromCache } from './chat-answer.ts';
import { HeardStream } from './heard-stream.ts';
import { orNothing } from './or-nothing.ts';
import { replay } from './replay.ts';
import { RouteAnswers, type RouteAnswersParts } from './route-answers.ts';
import type { Router } from './routing/router.ts';

/** What the chat is made of. */
export interface ChatServiceParts extends Omit<RouteAnswersParts, 'afterwards'> {
  golden: GoldenAnswerService;
  conversations: ConversationService;
  recorder: ConversationRecorder;
  detector: LanguageDetector;
  router: Router;
}

/** How long the log may take to tell what was said before, milliseconds. */
const HISTORY_TIMEOUT_MS = 1_000;

/** Answers questions: from the cache when it is sure, else by the model. */
export class ChatService {
  readonly #parts: ChatServiceParts;
  readonly #afterwards: AfterAnswers;
  readonly #byRoute: RouteAnswers;
  /** Answers of models that are under way. */
  readonly #answering = new Set<Promise<ChatAnswer>>();

  constructor(parts: ChatServiceParts) {
    this.#parts = parts;
    this.#afterwards = new AfterAnswers(parts.log);
    this.#byRoute = new RouteAnswers({ ...parts, afterwards: this.#afterwards });
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
    const { isModels, ...answer } = await this.#byRoute.take(route, way);
    // What no model said was not streamed by one.
    if (stream && !isModels) await stream.text(answer.response);
    return { ...answer, lookup, route };
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
    const history = await orNothing('history', this.#parts.log, turns);
    signal?.throwIfAborted();
    return { ...asked, history };
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
