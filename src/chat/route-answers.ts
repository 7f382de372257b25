import type { AfterAnswers } from '../conversations/after-answers.ts';
import type { CulturalChunk } from '../culture/cultural-chunk.ts';
import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import type { KnowledgeSearch } from '../knowledge/knowledge-search.ts';
import type { Logger } from '../log.ts';
import { leansOnTalk } from '../matching/eligibility.ts';
import { isSmallTalk } from '../matching/small-talk.ts';
import { ASK_FOR_CITATIONS } from '../models/cited-sources.ts';
import type { LanguageModel, TextSink } from '../models/language-model.ts';
import { type ChatQuestion, type ModelAnswer, toAnswer } from './chat-answer.ts';
import { fullQuestion } from './full-question.ts';
import { orNothing } from './or-nothing.ts';
import { replyWithoutCitations } from './reply-without-citations.ts';
import type { Route } from './routing/router.ts';

/** What the models answer with. */
export interface RouteAnswersParts {
  knowledge: KnowledgeSearch;
  culture: CulturalRagService;
  /** Answer what the cache does not, by route. */
  models: Record<Route['name'], LanguageModel>;
  /** Takes the count of what was used. */
  afterwards: AfterAnswers;
  log: Logger;
}

/** A question on its way to a model. */
export interface Way {
  asked: ChatQuestion;
  language: string | undefined;
  signal: AbortSignal | undefined;
  onText: TextSink | undefined;
}

const SOURCES_PER_ANSWER = 5;

/** More would drown what the user said. */
const CHUNKS_PER_REPLY = 2;

/** How long the knowledge base may take before a question goes on without it, milliseconds. */
const KNOWLEDGE_TIMEOUT_MS = 5_000;

/** How long cultural knowledge may take before small talk goes on without it, milliseconds. */
const CULTURE_TIMEOUT_MS = 1_000;

const BUSINESS = 'You answer questions of the customers of a consultancy, plainly and briefly.';
const CASUAL = 'You are the friendly assistant of a consultancy. Answer small talk in one or two short sentences.';
const CODE =
  'You help with program code, SQL, shell and configuration. Show short working code in a fenced block and say in a few sentences how it works.';

/** Answers of the models, by route: small talk with culture, business from the knowledge base, code. */
export class RouteAnswers {
  readonly #parts: RouteAnswersParts;

  constructor(parts: RouteAnswersParts) {
    this.#parts = parts;
  }

  /**
   * Answers on a route.
   * @throws GoldsmithError `model-failed` when no model answers, or the one that had begun to breaks off; the signal's reason.
   */
  take({ name }: Route, way: Way): Promise<ModelAnswer> {
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
    const { culture, models, afterwards, log } = this.#parts;
    const chunks = await this.#cultureFor(asked, language, signal);
    if (chunks.length > 0) {
      const topics = chunks.map(({ topic }) => topic);
      log.debug({ model: models.casual.id, chunks: chunks.length, topics }, 'culture goes into the prompt');
    }
    const instructions = [CASUAL, culture.buildCulturalPromptInjection(chunks)].filter(Boolean).join('\n\n');
    const reply = await models.casual.reply({ ...asked, language, instructions }, signal, onText);
    // A fixed reply owes nothing to them.
    if (reply.text !== undefined) for (const { id } of chunks) afterwards.add(() => culture.trackUsage(id));
    return toAnswer(reply, [], 'greeting', language);
  }

  async #cultureFor(
    { question, history = [] }: ChatQuestion,
    language: string | undefined,
    signal?: AbortSignal,
  ): Promise<CulturalChunk[]> {
    const { culture, log } = this.#parts;
    const limit = AbortSignal.timeout(CULTURE_TIMEOUT_MS);
    const context = { message: question, earlierTurns: history.length, language };
    const within = signal ? AbortSignal.any([signal, limit]) : limit;
    const chunks = await orNothing('culture', log, culture.getCulturalContext(context, CHUNKS_PER_REPLY, within));
    signal?.throwIfAborted();
    return chunks ?? [];
  }

  async #business({ asked, language, signal, onText }: Way): Promise<ModelAnswer> {
    const { knowledge, models, log } = this.#parts;
    const question = await this.#standingAlone(asked, signal);
    const limit = AbortSignal.timeout(KNOWLEDGE_TIMEOUT_MS);
    const search = { language, limit: SOURCES_PER_ANSWER, signal: signal ? AbortSignal.any([signal, limit]) : limit };
    const chunks = await orNothing('knowledge', log, knowledge.search(question, search));
    signal?.throwIfAborted();
    const sources = (chunks ?? []).map((chunk) => ({ ...chunk, language: chunk.language ?? undefined }));
    const instructions = sources.length > 0 ? `${BUSINESS} ${ASK_FOR_CITATIONS}` : BUSINESS;
    const request = { ...asked, question, language, instructions, sources };
    const reply = await replyWithoutCitations(models.business, request, signal, onText);
    return toAnswer(reply, chunks ?? [], chunks ? 'no-answer' : 'knowledge-away', language);
  }

  /** What is asked of knowledge base and model: a follow-up says too little of what it is about. */
  async #standingAlone({ question, history = [] }: ChatQuestion, signal?: AbortSignal): Promise<string> {
    const isFollowUp = history.length > 0 && leansOnTalk(question);
    const { models, log } = this.#parts;
    return isFollowUp ? fullQuestion({ model: models.casual, log }, question, history, signal) : question;
  }
}
