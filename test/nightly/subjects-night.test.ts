import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { describeNight } from '../../src/nightly/describe-night.ts';
import type { NightReport } from '../../src/nightly/night-report.ts';
import { dumpTables, nightOptions, UNTIL } from '../support/night-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

/** Wordings per question and language, and how many users ask each wording; some ask in two languages. */
const ASKED: { language: string; users: string[]; texts: string[] }[] = [
  {
    language: 'en',
    users: ['ann', 'bob', 'cat', 'dan'],
    texts: ['How much does a KITAS cost?', 'what does a KITAS cost', 'how much is a KITAS?'],
  },
  { language: 'it', users: ['eva', 'ann'], texts: ['Quanto costa un KITAS?', 'quanto costa il KITAS'] },
  { language: 'id', users: ['ina'], texts: ['Berapa biaya KITAS?', 'berapa biaya KITAS ya', 'biaya KITAS berapa?'] },
  {
    language: 'en',
    users: ['ann', 'bob', 'fay'],
    texts: ['Where can I get an NPWP?', 'where do I get an NPWP', 'where can one get an NPWP?'],
  },
  {
    language: 'id',
    users: ['ina', 'udin', 'tari'],
    texts: ['Di mana bisa membuat NPWP?', 'di mana saya bisa membuat NPWP', 'membuat NPWP di mana?'],
  },
  {
    language: 'en',
    users: ['ann', 'bob', 'cat', 'gil', 'hal'],
    texts: ['Can I bring my dog to Bali?', 'can I bring a dog to Bali', 'may I bring my dog to Bali?'],
  },
  {
    language: 'it',
    users: ['eva', 'ugo'],
    texts: ['Posso lavorare con il visto turistico?', 'posso lavorare con un visto turistico'],
  },
];

let opened: TestApp;
let report: NightReport;
before(async () => {
  opened = await openTestApp();
  await using folder = await makeTempFolder({
    'en/kitas.md': '# The cost of a KITAS\n\nA KITAS costs about IDR 12 million for one year.',
    'it/kitas.md': '# Il costo del KITAS\n\nUn KITAS costa circa 12 milioni di IDR per un anno.',
    'id/kitas.md': '# Biaya KITAS\n\nBiaya KITAS sekitar IDR 12 juta untuk satu tahun.',
    'en/npwp.md': '# NPWP\n\nYou get an NPWP online or at the tax office of your district.',
    'id/npwp.md': '# NPWP\n\nNPWP bisa dibuat secara online atau di kantor pajak di daerah Anda.',
    'en/dog.md': '# Dogs\n\nYou cannot bring a dog to Bali without the permit of the quarantine.',
  });
  await opened.app.knowledge.ingest(folder.path);
  await writeLog();
  report = await opened.app.nightly.run(nightOptions());
});
after(() => opened.close());

async function writeLog(): Promise<void> {
  const rows = ASKED.flatMap(({ users, texts }) => texts.flatMap((text) => users.map((user) => ({ user, text }))));
  await opened.app.database.query(
    `INSERT INTO conversations (user_id, messages, created_at)
     SELECT "user", jsonb_build_array(jsonb_build_object('role', 'user', 'content', text)), $2
     FROM jsonb_to_recordset($1::jsonb) AS row ("user" TEXT, text TEXT)`,
    [JSON.stringify(rows), new Date(UNTIL.getTime() - 86_400_000)],
  );
}

test('clusters of one question share the demand of all languages, and are picked by it', () => {
  assert.deepEqual([report.status, report.errors], ['success', []]);
  assert.deepEqual(report.subjects, { found: 2, clusters: 5, judgeCalls: 0 });
  assert.deepEqual(
    report.picked.map(({ language, asked, users, subject }) => ({ language, asked, users, ...{ subject } })),
    [
      // ann, bob, cat, dan, eva and ina: ann asked in two languages.
      { language: 'en', asked: 12, users: 4, subject: { languages: ['en', 'id', 'it'], asked: 19, users: 6 } },
      { language: 'it', asked: 4, users: 2, subject: { languages: ['en', 'id', 'it'], asked: 19, users: 6 } },
      { language: 'id', asked: 3, users: 1, subject: { languages: ['en', 'id', 'it'], asked: 19, users: 6 } },
      { language: 'en', asked: 9, users: 3, subject: { languages: ['en', 'id'], asked: 18, users: 6 } },
      { language: 'id', asked: 9, users: 3, subject: { languages: ['en', 'id'], asked: 18, users: 6 } },
      { language: 'en', asked: 15, users: 5, subject: { languages: ['en'], asked: 15, users: 5 } },
    ],
    'the question that two users ask in Italian alone is not answered',
  );
});

test('the report tells it to a person', () => {
  const summary = describeNight(report);
  assert.match(summary, /Languages +2 questions are asked in several languages \(5 clusters\)/);
  assert.match(summary, /19x over en, id, it \(12x in en\): .*KITAS/);
  assert.match(summary, /19x over en, id, it \(3x in id\): .*KITAS/);
  assert.match(summary, /^ {2}15x .*dog/m);
});

test('each language has an answer of its own, and serves no other', async () => {
  const { golden } = opened.app;
  await golden.refresh();
  for (const { language, texts } of ASKED.slice(0, 6)) {
    for (const text of texts) {
      const { outcome, answer } = await golden.lookupGoldenAnswer(text);
      assert.deepEqual([outcome, answer?.language], ['hit', language], text);
      assert.equal(answer?.sources[0].path.slice(0, 2), language);
    }
  }
});

test('which clusters belong together is written down, by the lowest of their ids', async () => {
  const { database } = opened.app;
  const subjects = await database.query<{
    subject_id: number;
    languages: string[];
    cluster_ids: number[];
    asked: number;
  }>('SELECT * FROM subjects');
  assert.deepEqual(
    subjects.map(({ languages, asked }) => [languages, asked]),
    [
      [['en', 'id', 'it'], 19],
      [['en', 'id'], 18],
    ],
  );
  for (const { subject_id, cluster_ids } of subjects) assert.equal(subject_id, Math.min(...cluster_ids));
  const [{ alone }] = await database.query<{ alone: number }>(
    'SELECT count(*)::int AS alone FROM clusters WHERE subject_id IS NULL',
  );
  assert.equal(alone, 2);
});

test('the same night again finds the same and writes nothing; a dry run writes nothing either', async () => {
  const { app } = opened;
  // The lookups before are written a little later.
  await app.golden.close();
  const tables = await dumpTables(app.database);
  const again = await app.nightly.run(nightOptions());
  assert.deepEqual(again.subjects, report.subjects);
  const dry = await app.nightly.run(nightOptions({ dryRun: true }));
  assert.deepEqual(dry.subjects, report.subjects);
  assert.deepEqual(await dumpTables(app.database), tables);
});

test('few answers a night go to what is asked most over all languages', async () => {
  const { app } = opened;
  await app.database.query('DELETE FROM golden_answers');
  const { picked } = await app.nightly.run(nightOptions({ maxGolden: 3 }));
  assert.deepEqual(
    picked.map(({ language, question }) => [language, /KITAS/.test(question)]),
    [
      ['en', true],
      ['it', true],
      ['id', true],
    ],
  );
});
