import { ConversationService } from '../conversations/conversation-service.ts';
import { CulturalRagService } from '../culture/cultural-rag-service.ts';
import type { Database } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import type { FindingParts } from '../golden/find-golden-answer.ts';
import { GoldenAnswerService } from '../golden/golden-answer-service.ts';
import { parametersFor } from '../golden/load-golden-index.ts';
import { LookupRecorder } from '../golden/lookup-recorder.ts';
import { activeMatcher } from '../golden/matcher-store.ts';
import type { Logger } from '../log.ts';
import type { TrainingReport } from '../matching/training-set.ts';
import { QuotingLanguageModel } from '../models/quoting-language-model.ts';
import type { AnswerWriter } from '../nightly/answer-writer.ts';
import type { NightJudge } from '../nightly/cluster-phrasings.ts';
import type { Clustering } from '../nightly/night-options.ts';
import type { NightReport } from '../nightly/night-report.ts';
import { NightlyWorker } from '../nightly/nightly-worker.ts';
import { writeAnswers } from '../nightly/write-answers.ts';
import type { LabelledQuestion } from './labelled-questions.ts';
import { labelsByWords } from './labels-by-words.ts';
import type { ScoredQuestion } from './score.ts';

/** How a log is replayed. */
export interface ReplayOptions {
  maxGolden: number;
  nights: number;
  clustering: Clustering;
  /** `trained`, or `fixed:0.85`. */
  rule: string;
  maxWrong: number;
  /** Stands in for the night's model; without it nobody is asked. */
  judge?: NightJudge;
  signal?: AbortSignal;
  onProgress?: (progress: string) => void;
}

/** What {@link evaluateReplay} found. */
export interface ReplayEvaluation {
  /** Clusters as they were published, and how the log's labels lie in them. */
  clusters: ClusterQuality;
  nights: NightReport[];
  /** Of the matcher that serves after the last night; null when nothing but the same words is served. */
  bar: number | null;
  report: TrainingReport;
  questions: ScoredQuestion[];
}

/** How clusters and labels agree. */
export interface ClusterQuality {
  clusters: number;
  /** The share of the log's distinct questions that are in a cluster. */
  clustered_share: number;
  /** The share of clustered questions whose label is their cluster's commonest. */
  purity: number;
  /** Distinct questions of the largest cluster. */
  largest_cluster: number;
}

/** What a replay is made of. */
export interface ReplayParts extends FindingParts {
  /** Migrated and empty: the log becomes its conversations. */
  database: Database;
  log: Logger;
}

const DAY_MS = 86_400_000;
const WEEK = 7;
const UNTIL = new Date('2026-01-08T00:00:00Z');

/**
 * Makes the log, without its labels, one week of a chatbot's conversations on an empty database; runs the night
 * (or several, each covering what the last left); then asks the queries as users would. Labels are used for scoring only.
 */
export async function evaluateReplay(
  parts: ReplayParts,
  log: readonly LabelledQuestion[],
  queries: readonly LabelledQuestion[],
  options: ReplayOptions,
): Promise<ReplayEvaluation> {
  const { database } = parts;
  await writeLog(database, log);
  const recorder = new LookupRecorder(database, parts.log);
  const golden = new GoldenAnswerService({ ...parts, recorder, rule: options.rule, refreshMs: 60_000 });
  try {
    const nights = await runNights(parts, golden, options);
    const matcher = await lastMatcher(database, nights, options.rule);
    await golden.refresh();
    const labels = new LabelsOfClusters(await publishedQuestions(database), log);
    const questions = await ask(golden, queries, labels, options);
    return { clusters: labels.quality, nights, ...matcher, questions };
  } finally {
    await golden.close();
  }
}

/** Each question asked by a user of its own, spread over the week. */
async function writeLog(database: Database, log: readonly LabelledQuestion[]): Promise<void> {
  const start = UNTIL.getTime() - WEEK * DAY_MS;
  const conversations = log.map(({ text }, i) => ({
    key: `replay-${i}`,
    conversation: {
      userId: `user-${i}`,
      messages: [{ role: 'user' as const, content: text }],
      createdAt: new Date(start + Math.floor((i / log.length) * WEEK * DAY_MS)),
    },
  }));
  const service = new ConversationService(database);
  for (let i = 0; i < conversations.length; i += 1000) await service.addNew(conversations.slice(i, i + 1000));
}

async function runNights(
  parts: ReplayParts,
  golden: GoldenAnswerService,
  options: ReplayOptions,
): Promise<NightReport[]> {
  const { database } = parts;
  const worker = new NightlyWorker({
    ...parts,
    golden,
    conversations: new ConversationService(database),
    culture: new CulturalRagService(database),
    writeAnswers: (questions, watch) => writeAnswers({ database, writer: CLUSTER_NAMES }, questions, watch),
    model: new QuotingLanguageModel(parts.embedder),
    judge: options.judge,
    maxWrong: options.maxWrong,
  });
  const reports: NightReport[] = [];
  for (let night = 1; night <= options.nights; night++) {
    const { clustering, maxGolden, signal, onProgress } = options;
    const report = await worker.run(
      { days: WEEK, until: UNTIL, maxGolden, clustering, regenerateCultural: false, dryRun: false },
      {
        signal,
        onProgress: ({ stage, done, total }) =>
          onProgress?.(`night ${night}, ${stage}${total ? `: ${done} of ${total}` : ''}`),
      },
    );
    signal?.throwIfAborted();
    if (report.status !== 'success') {
      throw new GoldsmithError('evaluation-failed', `Night ${night} did not end well: ${report.errors.join(' ')}`);
    }
    reports.push(report);
  }
  return reports;
}

/** Stands in for the night's model: each cluster's answer is its own and says nothing but which one it is. */
const CLUSTER_NAMES: AnswerWriter = {
  write: async ({ id, canonical }) => ({
    answer: `The answer to question ${id}: ${canonical.text}`,
    sources: [],
    metadata: { model: 'replay', tokens: 0, seconds: 0 },
    tokens: 0,
  }),
};

/** Where the bar lies by the rule in use, and what the last night's training expects of it. */
async function lastMatcher(
  database: Database,
  nights: readonly NightReport[],
  rule: string,
): Promise<Pick<ReplayEvaluation, 'bar' | 'report'>> {
  const matcher = await activeMatcher(database);
  const report = nights.at(-1)?.matcher;
  if (!matcher || !report) throw new GoldsmithError('evaluation-failed', 'The nights have published no matcher.');
  return { bar: parametersFor(rule, matcher.parameters).bar, report };
}

interface PublishedQuestion {
  cluster: number;
  normalised: string;
}

async function publishedQuestions(database: Database): Promise<PublishedQuestion[]> {
  return database.query<PublishedQuestion>(
    'SELECT published.cluster_id AS cluster, p.normalised FROM published_phrasings published JOIN phrasings p ON p.id = published.phrasing_id',
  );
}

/** Which label the questions of each cluster have. */
class LabelsOfClusters {
  readonly quality: ClusterQuality;
  readonly #majority = new Map<number, string | undefined>();

  constructor(published: readonly PublishedQuestion[], log: readonly LabelledQuestion[]) {
    const labelOf = labelsByWords(log);
    const clusters = Map.groupBy(published, ({ cluster }) => cluster);
    let ofMajority = 0;
    for (const [cluster, questions] of clusters) {
      const groups = Map.groupBy(questions, ({ normalised }) => labelOf.get(normalised));
      const [label, members] = [...groups].sort((a, b) => b[1].length - a[1].length)[0];
      this.#majority.set(cluster, label);
      ofMajority += members.length;
    }
    this.quality = {
      clusters: clusters.size,
      clustered_share: published.length / Math.max(1, labelOf.size),
      purity: ofMajority / Math.max(1, published.length),
      largest_cluster: Math.max(0, ...[...clusters.values()].map(({ length }) => length)),
    };
  }

  of(cluster: number | undefined): string | undefined {
    return cluster === undefined ? undefined : this.#majority.get(cluster);
  }
}

async function ask(
  golden: GoldenAnswerService,
  queries: readonly LabelledQuestion[],
  labels: LabelsOfClusters,
  { signal, onProgress }: ReplayOptions,
): Promise<ScoredQuestion[]> {
  const questions: ScoredQuestion[] = [];
  for (const [i, { text, label }] of queries.entries()) {
    const { milliseconds, ...found } = await golden.lookupGoldenAnswer(text, { signal });
    const right = label !== undefined && labels.of(found.cluster) === label;
    questions.push({ found, right, answerable: label !== undefined, milliseconds });
    onProgress?.(`questions: ${i + 1} of ${queries.length}`);
  }
  return questions;
}
