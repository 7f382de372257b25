import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { DESK_VIEWS, type DeskCase, openDesk, signInAs } from '../support/desk-case.ts';

const TOKEN = 'a-token-of-tests-that-is-long-enough';
const READER = 'another-token-that-is-only-for-readers';

let desk: DeskCase;
before(async () => {
  desk = await openDesk({ desk: { adminToken: TOKEN, readerToken: READER } });
});
after(() => desk.close());

const open = async (path: string, view = DESK_VIEWS[0], token = TOKEN) => {
  const opened = await desk.open(path, view);
  opened.page.setDefaultTimeout(15_000);
  await signInAs(opened, 'Ada', token);
  return opened;
};
const asked = async (question: string) => (await desk.app.golden.lookupGoldenAnswer(question)).answer?.answer;
const csv = (name: string, lines: string[]) => ({
  ...{ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) },
});

for (const view of DESK_VIEWS) {
  test(`a file is tried, seen line by line, and applied: ${view.theme}, ${view.width}`, async () => {
    const topic = `${view.theme} ${view.width}`;
    const [known] = await desk.app.database.query<{ question: string }>(
      "SELECT canonical_question AS question FROM golden_answers WHERE status = 'published' ORDER BY id LIMIT 1",
    );
    const { page, check, close } = await open('/desk/answers', view);
    await page.getByRole('link', { name: 'Import', exact: true }).click();
    await page
      .getByLabel('File')
      .setInputFiles(
        csv('answers.csv', [
          'question,answer,phrasings',
          `Who mends ${topic} bikes?,Made.,${topic} bike repair?`,
          `"${known.question}",In ${topic} words.,`,
          'Nothing,,',
          'Mail ada@example.com?,Yes.,',
        ]),
      );
    await page.getByRole('heading', { name: 'What it would do' }).waitFor();
    await page.getByText('1 new, 1 changed, 0 as before, 2 refused. Nothing is changed yet.').waitFor();
    const refused = page.getByRole('table', { name: 'Refused lines' }).locator('tbody tr');
    assert.deepEqual(await refused.locator('td:first-child').allTextContents(), ['4', '5']);
    await refused.getByText('personal data').waitFor();
    await check();
    const [{ kept }] = await desk.app.database.query<{ kept: number }>(
      'SELECT count(*)::int AS kept FROM phrasings WHERE text LIKE $1',
      [`%${topic} bike%`],
    );
    assert.equal(kept, 0);
    await page.getByRole('button', { name: 'Apply these 2 changes' }).click();
    await page.getByRole('heading', { name: 'What it did' }).waitFor();
    assert.equal(await asked(`${topic} bike repair?`), 'Made.');
    assert.equal(await asked(known.question), `In ${topic} words.`);
    await check();
    await page.getByRole('link', { name: `Who mends ${topic} bikes?` }).click();
    await page.getByRole('heading', { name: `Who mends ${topic} bikes?` }).waitFor();
    await close();
  });
}

test('what cannot be read is told, and another file can be chosen', async () => {
  const { page, check, close, expectStatus } = await open('/desk/answers/import');
  expectStatus(400, '/api/desk/answers/import');
  await page.getByLabel('File').setInputFiles(csv('columns.csv', ['q,a', 'x,y']));
  await page.getByRole('alert').getByText('columns.csv has no column question and answer').waitFor();
  await check();
  const latin = {
    name: 'latin.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('question,answer\nd\u00e9j\u00e0?,ja', 'latin1'),
  };
  await page.getByLabel('File').setInputFiles(latin);
  await page.getByRole('alert').getByText('latin.csv is no UTF-8').waitFor();
  await page.getByLabel('File').setInputFiles(csv('good.csv', ['question,answer', 'Is it good now?,It is.']));
  await page.getByText('1 new, 0 changed').waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await close();
});

test('an answer is found by its phrasings, and what is shown is exported, by a reader too', async () => {
  const [{ word, id }] = await desk.app.database.query<{ word: string; id: number }>(
    `SELECT p.text AS word, a.id FROM phrasings p JOIN golden_answers a ON a.cluster_id = p.cluster_id
     WHERE a.status = 'published' AND a.canonical_question NOT ILIKE '%' || p.text || '%' AND p.text !~ '[%_\\\\]'
     ORDER BY length(p.text) DESC, p.id LIMIT 1`,
  );
  const { page, close } = await open('/desk/answers', DESK_VIEWS[0], READER);
  await page.getByLabel('Search questions, answers and phrasings').fill(word);
  await page.keyboard.press('Enter');
  await page.getByText('Page 1 of 1, 1 answer').waitFor();
  assert.equal(await page.getByRole('link', { name: 'Import', exact: true }).count(), 0);
  for (const [name, ending] of [
    ['CSV', 'csv'],
    ['JSON Lines', 'jsonl'],
  ]) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name, exact: true }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `answers.${ending}`);
    const text = await readFile(await download.path(), 'utf8');
    const [{ question }] = await desk.app.database.query<{ question: string }>(
      'SELECT canonical_question AS question FROM golden_answers WHERE id = $1',
      [id],
    );
    assert.ok(text.includes(question) && text.includes(word));
    assert.equal(
      text
        .trim()
        .split('\n')
        .filter((line) => line.includes('"published"')).length,
      1,
    );
  }
  await page.goto(`${desk.url}/desk/answers/import`);
  await page.getByText('A reader may look and not change.').waitFor();
  assert.equal(await page.getByLabel('File').count(), 0);
  await close();
});
