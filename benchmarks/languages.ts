/**
 * How well the night finds clusters of different languages that ask the same question. `npm run bench:languages`; `--json`
 * prints one object. Needs `../shared/data`.
 *
 * Questions whose translations are known (the bundled example's phrasings, xSID's intents, the Bitcoin FAQ) make a cluster per
 * question and language. Two in five clusters are left out by chance, as people do not ask everything in every language; the
 * mean of twenty draws counts. Last the subjects of a real night over the example's log, whose clusters are as they were mined.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createApp } from '../src/app.ts';
import { Terminal } from '../src/cli/terminal.ts';
import { loadConfig } from '../src/config.ts';
import { importConversations } from '../src/conversations/import-conversations.ts';
import { migrate } from '../src/database/migrate.ts';
import { createLog } from '../src/log.ts';
import { normaliseQuestion } from '../src/matching/normalise.ts';
import {
  EVIDENCE,
  type EvidenceWeights,
  type ParallelPage,
  type SpokenCluster,
} from '../src/mining/subjects/cluster-likeness.ts';
import { groupSubjects } from '../src/mining/subjects/group-subjects.ts';
import { isSure, mutualPairs } from '../src/mining/subjects/mutual-pairs.ts';
import { inTurns } from '../src/mining/turns.ts';
import { MiniLmEmbedder } from '../src/models/minilm-embedder.ts';
import { parseClustering } from '../src/nightly/night-options.ts';

const EXAMPLE = fileURLToPath(new URL('../examples/bali/', import.meta.url));
const DATA = fileURLToPath(new URL('../../shared/data/', import.meta.url));
const LANGUAGES = ['en', 'it', 'id'];
const DRAWS = 20;
const LEFT_OUT = 0.4;
const EVIDENCES: Record<string, EvidenceWeights> = {
  'meaning alone': { meaning: 1, spelling: 0, askedFor: 0, pages: 0 },
  'meaning and spelling': { ...EVIDENCE, askedFor: 0, pages: 0 },
  'and what is asked for': { ...EVIDENCE, pages: 0 },
  'and pages (as shipped)': EVIDENCE,
};

interface LabelledCluster extends Pick<SpokenCluster, 'language'> {
  label: string;
}
type Labelled = SpokenCluster & LabelledCluster;

/** Pairs of clusters of different languages: found, rightly found, and how many there were to find. */
interface Counts {
  found: number;
  right: number;
  wanted: number;
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const terminal = new Terminal(values.json);
const embedder = await MiniLmEmbedder.load();
const results: { set: string; evidence: string; precision: number; recall: number }[] = [];
const add = (set: string, evidence: string, { found, right, wanted }: Counts) =>
  results.push({ set, evidence, precision: right / Math.max(1, found), recall: right / wanted });

for (const { set, clusters, pages } of [await example(), await xsid(), await bitcoin()]) {
  for (const [evidence, weights] of Object.entries(EVIDENCES)) {
    if (weights.pages > 0 && pages.length === 0) continue;
    terminal.note(`${set}: ${evidence}`);
    add(set, evidence, await countOverDraws(clusters, pages, weights));
  }
  add(
    set,
    'all pairs put to a judge that errs on one in twenty',
    await countOverDraws(clusters, pages, EVIDENCE, 0.05),
  );
}
await embedder.close();
for (const cut of [0.2, 0.3]) {
  terminal.note(`a night over the example, cut ${cut}`);
  add(`a night over the example, cut ${cut}`, 'as shipped', await nightOverExample(cut));
}
const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
terminal.result(
  results,
  results
    .map(
      ({ set, evidence, precision, recall }) =>
        `${set}, ${evidence}: ${percent(precision)} right, ${percent(recall)} found`,
    )
    .join('\n'),
);

async function countOverDraws(
  clusters: Labelled[],
  pages: ParallelPage[],
  weights: EvidenceWeights,
  judgeError?: number,
): Promise<Counts> {
  const counts: Counts = { found: 0, right: 0, wanted: 0 };
  const judge = (a: LabelledCluster, b: LabelledCluster) =>
    (a.label === b.label) !== chance(a.label, a.language, b.label, b.language) < (judgeError ?? 0);
  for (let seed = 1; seed <= DRAWS; seed++) {
    const drawn = clusters.filter(({ label, language }) => chance(seed, label, language) >= LEFT_OUT);
    const pairs = await inTurns(mutualPairs(drawn, pages, weights));
    const same = pairs.filter((pair) =>
      judgeError === undefined ? isSure(pair) : judge(drawn[pair.a], drawn[pair.b]),
    );
    const subjects = groupSubjects(
      drawn.map(({ language }) => language),
      same,
    );
    const of = count(
      drawn,
      subjects.map((places) => places.map((place) => drawn[place])),
    );
    for (const key of ['found', 'right', 'wanted'] as const) counts[key] += of[key];
  }
  return counts;
}

/** A number from 0 to 1 that depends on what it is for alone. */
function chance(...what: (string | number)[]): number {
  return createHash('sha256').update(what.join('\n')).digest().readUInt32BE() / 2 ** 32;
}

function count(clusters: readonly LabelledCluster[], subjects: readonly LabelledCluster[][]): Counts {
  const found = subjects.flatMap((subject) =>
    subject.flatMap((a, i) => subject.slice(i + 1).map((b) => a.label === b.label)),
  );
  let wanted = 0;
  for (const ofLabel of Map.groupBy(clusters, ({ label }) => label).values()) {
    const spoken = new Set(ofLabel.map(({ language }) => language)).size;
    wanted += (spoken * (spoken - 1)) / 2;
  }
  return { found: found.length, right: found.filter(Boolean).length, wanted };
}

async function clusterOf(label: string, language: string, texts: string[]): Promise<Labelled> {
  const vectors: Float32Array[] = [];
  for (const text of texts) vectors.push(await embedder.embed(text));
  return { label, language, texts, vectors };
}

async function example() {
  const clusters: Labelled[] = [];
  for (const file of ['companies', 'living', 'permits', 'property', 'tax', 'visas']) {
    const questions = JSON.parse(await readFile(`${EXAMPLE}phrasings/${file}.json`, 'utf8'));
    for (const [label, byLanguage] of Object.entries<Record<string, string[]>>(questions)) {
      for (const language of LANGUAGES) clusters.push(await clusterOf(label, language, byLanguage[language]));
    }
  }
  const pages: ParallelPage[] = [];
  for (const file of await readdir(`${EXAMPLE}knowledge/en`)) {
    const read = LANGUAGES.map(
      async (language): Promise<[string, string]> => [
        language,
        await readFile(`${EXAMPLE}knowledge/${language}/${file}`, 'utf8'),
      ],
    );
    pages.push(new Map(await Promise.all(read)));
  }
  return { set: "the example's questions", clusters, pages };
}

async function xsid() {
  const lines = (await readFile(`${DATA}xsid_en_id_it/parallel.tsv`, 'utf8')).trim().split('\n').slice(1);
  const rows = lines.map((line) => line.split('\t'));
  const clusters: Labelled[] = [];
  for (const [intent, ofIntent] of Map.groupBy(rows, ([, , intent]) => intent.toLowerCase())) {
    for (const [language, column] of [
      ['en', 3],
      ['id', 4],
      ['it', 5],
    ] as const) {
      clusters.push(await clusterOf(intent, language, [...new Set(ofIntent.map((row) => row[column]))]));
    }
  }
  return { set: "xSID's intents", clusters, pages: [] };
}

async function bitcoin() {
  const lines = (await readFile(`${DATA}bitcoin_faq_en_it_id/faq.jsonl`, 'utf8')).trim().split('\n');
  const clusters: Labelled[] = [];
  const pages: ParallelPage[] = [];
  for (const line of lines) {
    const row = JSON.parse(line);
    for (const language of LANGUAGES) clusters.push(await clusterOf(row.key, language, [row[`q_${language}`]]));
    pages.push(new Map(LANGUAGES.map((language) => [language, row[`a_${language}`]])));
  }
  return { set: 'the Bitcoin FAQ (one wording each)', clusters, pages };
}

async function nightOverExample(cut: number): Promise<Counts> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'goldsmith-languages-'));
  const config = loadConfig({ GOLDSMITH_LOG_LEVEL: 'silent', GOLDSMITH_DATA: dataFolder });
  const app = await createApp(config, createLog('silent'));
  try {
    await migrate(app.database);
    await app.knowledge.ingest(`${EXAMPLE}knowledge`);
    await importConversations(`${EXAMPLE}conversations.jsonl`, app.conversations);
    const until = new Date('2026-10-12T00:00:00Z');
    const clustering = parseClustering(`linkage:${cut}`);
    await app.nightly.run({ days: 7, until, maxGolden: 0, clustering, regenerateCultural: false, dryRun: false });
    const clusters = await minedClusters(app.database);
    const subjects = Map.groupBy(clusters, ({ subject }) => subject);
    subjects.delete(null);
    return count(clusters, [...subjects.values()]);
  } finally {
    await app.close();
    await rm(dataFolder, { recursive: true });
  }
}

/** Clusters with the label that most of their phrasings have. */
async function minedClusters(database: Awaited<ReturnType<typeof createApp>>['database']) {
  const lines = (await readFile(`${EXAMPLE}labels.tsv`, 'utf8')).split('\n').slice(1);
  const labels = new Map(
    lines.map((line) => line.split('\t')).map(([text, label]) => [normaliseQuestion(text), label]),
  );
  const rows = await database.query<{ language: string; subject: number | null; phrasings: string[] }>(
    `SELECT c.language, c.subject_id AS subject, array_agg(p.normalised) AS phrasings
     FROM clusters c JOIN phrasings p ON p.cluster_id = c.id WHERE c.language IS NOT NULL GROUP BY c.id`,
  );
  return rows.map(({ language, subject, phrasings }, i) => {
    const of = Map.groupBy(phrasings, (phrasing) => labels.get(phrasing) || `none ${i}`);
    const [label] = [...of].sort((a, b) => b[1].length - a[1].length)[0];
    return { language, subject, label };
  });
}
