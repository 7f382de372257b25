import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { describeNight } from '../../src/nightly/describe-night.ts';
import { nightOptions, PAGES, UNTIL, writeLog } from '../support/night-case.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp, type TestApp } from '../support/test-app.ts';

let opened: TestApp;
before(async () => {
  opened = await openTestApp();
  await using folder = await makeTempFolder(PAGES);
  await opened.app.knowledge.ingest(folder.path);
  await writeLog(opened.app.database);
});
after(() => opened.close());

const WEEK_MS = 7 * 86_400_000;
/** The third week after the log's. */
const LATER = new Date(UNTIL.getTime() + 3 * WEEK_MS);
const night = (until = UNTIL) => opened.app.nightly.run(nightOptions({ until, clustering: { method: 'linkage' } }));
const matchers = () => opened.app.database.query('SELECT id, parameters FROM matchers WHERE active');
const lone = async () =>
  (
    await opened.app.database.query<{ text: string }>(
      'SELECT text FROM lone_questions JOIN phrasings p ON p.id = phrasing_id ORDER BY text',
    )
  ).map(({ text }) => text);

async function askLater(...texts: string[]): Promise<void> {
  for (const text of texts)
    await opened.app.database.query(
      `INSERT INTO conversations (user_id, messages, created_at)
       VALUES ('eva@example.com', jsonb_build_array(jsonb_build_object('role', 'user', 'content', $1::text)), $2)`,
      [text, new Date(LATER.getTime() - 3_600_000)],
    );
}

test('a week of few questions leaves the matcher, the cut and the lone questions as the busy one has set them', async () => {
  const first = await night();
  assert.ok(first.matcher && first.matcherReplaced && first.cut);
  const [known, matcher] = [await lone(), await matchers()];
  assert.ok(known.includes('How many legs does a lobster have?'));
  await askLater('What is the maximum capital for a PT PMA?', 'What is a KITAS exactly?', 'Is there snow on Mars?');
  const quiet = await night(LATER);
  assert.deepEqual(
    [quiet.status, quiet.heardTooFew, quiet.matcherReplaced, quiet.cut],
    ['success', 3, false, undefined],
  );
  assert.deepEqual(quiet.matcher, first.matcher);
  assert.match(describeNight(quiet), /Matcher +as before; 3 wordings are too few to set it by anew, beside the \d+ /);
  assert.deepEqual(await matchers(), matcher);
  const kept = await lone();
  assert.deepEqual(
    known.filter((text) => !kept.includes(text)),
    [],
  );
  assert.ok(kept.includes('Is there snow on Mars?'));
});

test('what it has heard is served where it belongs, and an opposite is not taken for the same words', async () => {
  const { golden } = opened.app;
  await golden.refresh();
  assert.equal((await golden.lookupGoldenAnswer('What is a KITAS exactly?')).reason, 'same-words');
  assert.equal((await golden.lookupGoldenAnswer('What is the maximum capital for a PT PMA?')).outcome, 'miss');
});
