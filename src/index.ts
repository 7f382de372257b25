export type { AnswerStream, ChatAnswer, ChatQuestion } from './chat/chat-answer.ts';
export { type ErrorCode, GoldsmithError } from './errors.ts';
export type { GoldenAnswer } from './golden/golden-answer.ts';
export type { Lookup } from './golden/golden-answer-service.ts';
export { createGoldsmith } from './library/create-goldsmith.ts';
export type { Goldsmith, NightSettings } from './library/goldsmith.ts';
export { type GoldsmithMiddlewareOptions, goldsmithMiddleware } from './library/goldsmith-middleware.ts';
export type { GoldsmithOptions } from './library/goldsmith-options.ts';
export type { NightReport } from './nightly/night-report.ts';
