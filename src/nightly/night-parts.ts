import type { ConversationService } from '../conversations/conversation-service.ts';
import type { CulturalRagService } from '../culture/cultural-rag-service.ts';
import type { Database } from '../database/database.ts';
import type { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import type { ExternalSources } from '../golden/stale-answers.ts';
import type { KnowledgeSearch } from '../knowledge/knowledge-search.ts';
import type { Logger } from '../log.ts';
import type { Embedder } from '../models/embedder.ts';
import type { LanguageDetector } from '../models/language-detector.ts';
import type { LanguageModel } from '../models/language-model.ts';
import type { Spent } from '../models/spent.ts';
import type { NightJudge } from './night-judge.ts';
import type { WriteAnswers } from './written-answers.ts';

/** What a night works with. */
export interface NightParts {
  database: Database;
  embedder: Embedder;
  detector: LanguageDetector;
  conversations: ConversationService;
  golden: GoldenAnswerService;
  culture: CulturalRagService;
  writeAnswers: WriteAnswers;
  /** Asked whether two questions mean the same, where there is one that can tell. */
  judge?: NightJudge;
  /** Asked whether later chunks answer better; absent where answers come from elsewhere. */
  knowledge?: KnowledgeSearch;
  /** Where answers come from that tells nobody of its changes, if anywhere. */
  external?: ExternalSources;
  /** Rewrites cultural chunks. */
  model: LanguageModel;
  /** What the night's model has used so far in this process; absent where none is asked. */
  spent?: () => Spent;
  /** The night's models whose price is not known: no budget of cost can be kept with them. */
  unpriced?: readonly string[];
  /** The share of served answers that may be wrong. */
  maxWrong: number;
  log: Logger;
}
