import { messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { isFollowUp } from '../../matching/eligibility/follow-up.ts';
import { isSmallTalk } from '../../matching/small-talk.ts';
import type { Embedder } from '../../models/embedder.ts';
import type { LanguageModel, ModelTurn } from '../../models/language-model.ts';
import { BUNDLED_ROUTE_MODEL, guessRoute, ROUTE_NAMES, type RouteGuess, type RouteName } from './route-classifier.ts';

/** Where a question goes that the cache does not answer. */
export interface Route {
  /** `casual`: small talk; `business`: a question for the knowledge base; `code`: about program code. */
  name: RouteName;
  /** In plain words. */
  why: string;
  /** The classifier's, 0 to 1, of being right; absent where it was not asked or did not decide. */
  confidence?: number;
}

/** A question to route. */
export interface RouteQuestion {
  question: string;
  /** The question's vector from the router's embedder, if it is there already. */
  vector?: Float32Array;
  /** Earlier turns, oldest first. */
  history?: readonly ModelTurn[];
}

/** What a router is made of. */
export interface RouterParts {
  embedder: Embedder;
  /** Asked where the classifier is in doubt; an offline one cannot tell. */
  model?: LanguageModel;
  log: Logger;
}

/** How long the model may take to say one word, milliseconds. */
const MODEL_TIMEOUT_MS = 3_000;

/** So much of a question is shown to the model, and of the one before it is looked at; characters. */
const LONGEST_SHOWN = 1_000;

/** From how many words on a question is taken to stand by itself. */
const STANDS_ALONE_FROM = 12;

const INSTRUCTIONS =
  'Sort the last message of a chat with a company\'s assistant. Do not answer it. Reply with one word: "casual" for greetings, ' +
  'thanks, feelings, jokes, talk about the assistant; "business" for anything that a company may be asked about its products, ' +
  'prices, rules, or a customer\'s problem; "code" for writing, explaining or debugging program code, SQL, shell or configuration.';

/** Chooses the way of a question: by rule, else by the trained classifier, and in doubt by one short call of a model. */
export class Router {
  readonly #embedder: Embedder;
  readonly #model: LanguageModel | undefined;
  readonly #log: Logger;

  constructor({ embedder, model, log }: RouterParts) {
    this.#embedder = embedder;
    this.#model = model?.id === 'offline' ? undefined : model;
    this.#log = log;
  }

  /**
   * Chooses the way of a question. A part that fails costs certainty, not the answer: without a model the classifier decides,
   * without vectors the question goes to the knowledge base.
   * @throws the signal's reason when it was aborted.
   */
  async route(asked: RouteQuestion, signal?: AbortSignal): Promise<Route> {
    if (isSmallTalk(asked.question)) return { name: 'casual', why: 'nothing but greetings, thanks or filler' };
    const leansOn = whatItLeansOn(asked);
    if (isInOtherLetters(asked.question)) return this.#withoutGuess(asked.question, leansOn, signal);
    const guess = await this.#guess(asked, leansOn, signal);
    if (guess?.isSure) return decidedBy(guess, leansOn, []);
    if (!this.#model) return decidedBy(guess, leansOn, ['in doubt']);
    const said = await this.#askModel(this.#model, asked.question, leansOn, signal);
    if (said.name) return { name: said.name, why: 'a model said so' };
    return decidedBy(guess, leansOn, ['in doubt', said.failure]);
  }

  /** In letters that no example is in the classifier is sure of what it cannot know. */
  async #withoutGuess(question: string, leansOn: string | undefined, signal?: AbortSignal): Promise<Route> {
    const why = 'in letters that the classifier does not know';
    if (!this.#model) return { name: 'business', why };
    const said = await this.#askModel(this.#model, question, leansOn, signal);
    return said.name
      ? { name: said.name, why: 'a model said so' }
      : { name: 'business', why: `${why}, ${said.failure}` };
  }

  async #guess(
    { question, vector }: RouteQuestion,
    leansOn: string | undefined,
    signal?: AbortSignal,
  ): Promise<RouteGuess | undefined> {
    const text = leansOn ? `${leansOn} ${question}` : question;
    // Its weights belong to the vectors of one model.
    if (this.#embedder.id !== BUNDLED_ROUTE_MODEL.embedder) return undefined;
    try {
      // A vector that is given is that of the question alone.
      const known = leansOn ? undefined : vector;
      return guessRoute(text, known ?? (await this.#embedder.embed(text, signal)));
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      this.#log.warn({ reason: messageOf(error) }, 'a question is routed without the classifier');
      return undefined;
    }
  }

  async #askModel(
    model: LanguageModel,
    question: string,
    leansOn: string | undefined,
    signal?: AbortSignal,
  ): Promise<{ name: RouteName } | { name?: undefined; failure: string }> {
    const limit = AbortSignal.timeout(MODEL_TIMEOUT_MS);
    const request = {
      question: `Message: ${question.slice(0, LONGEST_SHOWN)}\n\ncasual, business or code?`,
      // The word is an English one, whatever the question is in.
      language: 'en',
      instructions: INSTRUCTIONS,
      history: leansOn ? [{ role: 'user' as const, content: leansOn }] : undefined,
    };
    try {
      const { text } = await model.reply(request, signal ? AbortSignal.any([signal, limit]) : limit);
      const name = routeNamed(text ?? '');
      return name ? { name } : { failure: 'the model asked named no route' };
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      this.#log.warn({ reason: messageOf(error) }, 'a question in doubt is routed without the model');
      return { failure: limit.aborted ? 'the model asked took too long' : 'the model asked failed' };
    }
  }
}

/** Whether more than a third of a text's letters are none of the Latin alphabet, as those of all examples are. */
function isInOtherLetters(text: string): boolean {
  const shown = text.slice(0, LONGEST_SHOWN);
  const other = shown.match(/(?!\p{Script=Latin})\p{L}/gu)?.length ?? 0;
  return other > 0 && 2 * other > (shown.match(/\p{L}/gu)?.length ?? 0) - other;
}

/** The user's last turn, when the question is short and cannot be understood without it. */
function whatItLeansOn({ question, history }: RouteQuestion): string | undefined {
  const last = history?.findLast(({ role }) => role === 'user')?.content.slice(0, LONGEST_SHOWN);
  if (!last || isSmallTalk(last) || question.split(/\s+/).length >= STANDS_ALONE_FROM) return undefined;
  return isFollowUp(question.toLowerCase(), true) ? last : undefined;
}

const LIKE: Record<RouteName, string> = {
  casual: 'like small talk',
  business: 'like questions for the knowledge base',
  code: 'like questions about program code',
};

/** Without a guess the knowledge base is the way on which least is lost. */
function decidedBy(guess: RouteGuess | undefined, leansOn: string | undefined, doubts: string[]): Route {
  if (!guess) return { name: 'business', why: ['the classifier could not be asked', ...doubts.slice(1)].join(', ') };
  const why = [`${LIKE[guess.name]} (${guess.confidence.toFixed(2)})`];
  if (leansOn) why.push('taken together with the question before');
  return { name: guess.name, why: [...why, ...doubts].join(', '), confidence: guess.confidence };
}

/** The route that a model's answer names, if it is that one word, whatever marks stand around it. */
function routeNamed(answer: string): RouteName | undefined {
  const word = answer
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, ' ')
    .trim();
  return ROUTE_NAMES.find((name) => name === word);
}
