import { join } from 'node:path';
import { ChatService } from './chat/chat-service.ts';
import { Router } from './chat/routing/router.ts';
import type { Config } from './config.ts';
import { ConversationRecorder } from './conversations/conversation-recorder.ts';
import { ConversationService } from './conversations/conversation-service.ts';
import { CulturalRagService } from './culture/cultural-rag-service.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/open-database.ts';
import { StartupMigration } from './database/startup-migration.ts';
import { Watched } from './database/watched.ts';
import { GoldsmithError, messageOf } from './errors.ts';
import { GoldenAnswerService } from './golden/golden-answer-service.ts';
import { LookupRecorder } from './golden/lookup-recorder.ts';
import { type ServedQuality, servedQuality } from './golden/served-quality.ts';
import { IntelClassifier } from './intel/intel-classifier.ts';
import type { KnowledgeSearch } from './knowledge/knowledge-search.ts';
import { KnowledgeService } from './knowledge/knowledge-service.ts';
import type { Logger } from './log.ts';
import type { Embedder } from './models/embedder.ts';
import { LanguageDetector } from './models/language-detector.ts';
import type { LanguageModel } from './models/language-model.ts';
import { MiniLmEmbedder } from './models/minilm-embedder.ts';
import { ModelCallRecorder } from './models/model-call-recorder.ts';
import { QuotingLanguageModel } from './models/quoting-language-model.ts';
import { createRoleModels, type RoleModels, unpricedByNight } from './models/role-models.ts';
import type { NightJudge } from './nightly/cluster-phrasings.ts';
import { KnowledgeAnswerWriter } from './nightly/knowledge-answer-writer.ts';
import { ModelJudge } from './nightly/model-judge.ts';
import { NightlyWorker } from './nightly/nightly-worker.ts';
import { RememberingJudge } from './nightly/remembering-judge.ts';
import type { AnswerWorkerOptions, AnswerWorkerParts, WorkedOn } from './nightly/sharing/answer-worker.ts';
import type { SharingParts } from './nightly/sharing/share-answers.ts';
import { writeAnswers } from './nightly/write-answers.ts';
import type { WriteAnswers } from './nightly/written-answers.ts';
import type { UpstreamProxy, UpstreamProxyParts } from './upstream/upstream-proxy.ts';

/** Goldsmith, built and wired. */
export interface App {
  config: Config;
  log: Logger;
  database: Database;
  embedder: Embedder;
  detector: LanguageDetector;
  golden: GoldenAnswerService;
  servedQuality: Watched<ServedQuality>;
  /** What was ingested, and ingests more. */
  knowledge: KnowledgeService;
  /** What questions are answered from: what was ingested, or a Chroma collection. */
  search: KnowledgeSearch;
  culture: CulturalRagService;
  conversations: ConversationService;
  chat: ChatService;
  /** The bot that Goldsmith stands in front of, where there is one. */
  upstream?: UpstreamProxy;
  nightly: NightlyWorker;
  intel: IntelClassifier;
  /**
   * Has a part in the answers of the nights on this database, until it is stopped.
   * @throws GoldsmithError `bad-setting` on the embedded database, `database-unavailable` when it cannot begin.
   */
  workOnAnswers: (options: AnswerWorkerOptions) => Promise<WorkedOn>;
  /** Answer what the cache does not, and write by night. */
  models: RoleModels;
  /** Keep the books after the answers have gone out. */
  recorders: { lookups: LookupRecorder; conversations: ConversationRecorder; modelCalls: ModelCallRecorder };
  /** The migrations of a server that starts. */
  migration: StartupMigration;
  /** Finishes what is being written and lets go of everything, last opened first. */
  close(): Promise<void>;
}

/**
 * Builds everything, once. Only the embedding model is loaded; the database is connected by the first query.
 * @throws GoldsmithError `embedder-failed`, or `bad-setting` for a model that cannot be set up.
 */
export async function createApp(config: Config, log: Logger): Promise<App> {
  if (config.unknown.length > 0)
    log.warn({ names: config.unknown }, 'there are no settings of these names; the README lists all');
  const embedder = await MiniLmEmbedder.load();
  const detector = new LanguageDetector(config.languages);
  const offline = new QuotingLanguageModel(embedder);
  const database = openDatabase(config, log);
  const calls = new ModelCallRecorder(database, log);
  const models = await createRoleModels(config.models, { offline, ledger: calls, log });

  const migration = new StartupMigration(database, log);
  const conversations = new ConversationService(database);
  const said = new ConversationRecorder(conversations, log);
  const knowledge = new KnowledgeService(database, embedder, detector);
  const chroma = config.chroma && (await openChroma(config.chroma, embedder));
  const search = chroma ?? knowledge;
  const culture = new CulturalRagService(database);
  const recorder = new LookupRecorder(database, log);
  const golden = new GoldenAnswerService({ ...config, database, embedder, detector, recorder, log });
  const router = new Router({ embedder, model: models.casual, log });
  const chat = new ChatService({
    ...{ golden, knowledge: search, culture, conversations, recorder: said, detector, router, models, log },
  });
  const upstream = config.upstream && (await createProxy({ upstream: config.upstream, golden, recorder: said, log }));
  const judge = nightJudge(config, database, models.night);
  const writer = new KnowledgeAnswerWriter({ knowledge: search, model: models.night, embedder });
  const spentByNight = () => calls.spentBy('night');
  const nightly = new NightlyWorker({
    database,
    embedder,
    detector,
    conversations,
    golden,
    culture,
    writeAnswers: sharedOrNot(config, { database, writer, review: config.review, log }),
    external: chroma,
    knowledge: chroma ? undefined : knowledge,
    model: models.night,
    spent: spentByNight,
    unpriced: await unpricedByNight(config.models),
    judge,
    maxWrong: judge ? config.maxWrong : config.maxWrongUnchecked,
    log,
  });
  const intel = new IntelClassifier({
    ...{ database, embedder, model: models.night, spent: () => calls.spentBy('night'), log },
    summaryFolder: join(config.dataFolder, 'intel'),
  });

  return {
    config,
    log,
    database,
    embedder,
    detector,
    golden,
    servedQuality: new Watched(() => servedQuality(database)),
    knowledge,
    search,
    culture,
    conversations,
    chat,
    upstream,
    nightly,
    intel,
    workOnAnswers: (options) =>
      workOnAnswers(config, { ...{ database, writer, review: config.review, log }, spent: spentByNight }, options),
    models,
    recorders: { lookups: recorder, conversations: said, modelCalls: calls },
    migration,
    async close() {
      migration.stop();
      for (const part of [chat, upstream, said, calls, golden, database, embedder]) {
        await part
          ?.close()
          .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'a part did not close cleanly'));
      }
    },
  };
}

// What most have no use for is loaded by those who do: their HTTP clients take tens of milliseconds each to load.

async function openChroma(chroma: NonNullable<Config['chroma']>, embedder: Embedder) {
  const { ChromaKnowledge } = await import('./knowledge/chroma-knowledge.ts');
  return new ChromaKnowledge(chroma, embedder);
}

async function createProxy(parts: UpstreamProxyParts): Promise<UpstreamProxy> {
  const { UpstreamProxy } = await import('./upstream/upstream-proxy.ts');
  return new UpstreamProxy(parts);
}

/** The one place that decides who writes a night's answers: this process, or it and all workers on a server. */
function sharedOrNot({ databaseUrl }: Config, parts: Omit<SharingParts, 'databaseUrl'>): WriteAnswers {
  if (databaseUrl === undefined || parts.database.capabilities.singleConnection)
    return (questions, options) => writeAnswers(parts, questions, options);
  return async (questions, options) => {
    const { shareAnswers } = await import('./nightly/sharing/share-answers.ts');
    return shareAnswers({ ...parts, databaseUrl }, questions, options);
  };
}

async function workOnAnswers(
  { databaseUrl }: Config,
  parts: Omit<AnswerWorkerParts, 'databaseUrl'>,
  options: AnswerWorkerOptions,
): Promise<WorkedOn> {
  if (databaseUrl === undefined || parts.database.capabilities.singleConnection)
    throw new GoldsmithError(
      'bad-setting',
      'Workers share the nights of a PostgreSQL server, and DATABASE_URL names none. On the embedded database the night writes its answers itself.',
    );
  const { AnswerWorker } = await import('./nightly/sharing/answer-worker.ts');
  return new AnswerWorker({ ...parts, databaseUrl }).work(options);
}

/** The night's model as a judge of questions; the offline one cannot judge. */
function nightJudge(config: Config, database: Database, model: LanguageModel): NightJudge | undefined {
  if (model.id === 'offline' || config.judgeCalls === 0) return undefined;
  const judge = new RememberingJudge(database, new ModelJudge(model), model.id);
  return { judge, budget: config.judgeCalls, atOnce: config.judgeAtOnce };
}
