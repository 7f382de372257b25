import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { BUNDLED_ROUTE_MODEL, routeFeatures, routeProbabilities } from '../../../src/chat/routing/route-classifier.ts';
import { Router } from '../../../src/chat/routing/router.ts';
import { MiniLmEmbedder } from '../../../src/models/minilm-embedder.ts';
import { SILENT } from '../../support/model-case.ts';

const BANKING77 = new URL('../../../../shared/data/banking77/test.tsv', import.meta.url);

let embedder: MiniLmEmbedder;
let router: Router;
before(async () => {
  embedder = await MiniLmEmbedder.load();
  router = new Router({ embedder, log: SILENT });
});
after(() => embedder.close());

const rowsOf = (file: URL) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

test('the model was trained on the bundled embedder', () => assert.equal(BUNDLED_ROUTE_MODEL.embedder, embedder.id));

test('probabilities add up to 1', async () => {
  const features = routeFeatures('how much is it?', await embedder.embed('how much is it?'));
  const sum = routeProbabilities(BUNDLED_ROUTE_MODEL.weights, features).reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - 1) < 1e-9);
});

test('300 questions that it was not trained on go the right way', async (t) => {
  const rows = rowsOf(new URL('../../data/route-questions.tsv', import.meta.url));
  const examples = rowsOf(new URL('../../../src/chat/routing/route-examples.tsv', import.meta.url));
  const known = new Set(examples.map(([text]) => text.toLowerCase()));
  const wrong: string[] = [];
  for (const [question, label, language] of rows) {
    assert.ok(!known.has(question.toLowerCase()), `"${question}" is an example`);
    const { name, why } = await router.route({ question });
    if (name !== label) wrong.push(`${language} ${label}: ${question} (${why})`);
  }
  const right = 1 - wrong.length / rows.length;
  t.diagnostic(`${(100 * right).toFixed(1)}% of ${rows.length}\n${wrong.join('\n')}`);
  assert.equal(rows.length, 300);
  assert.ok(right >= 0.95, `${right}\n${wrong.join('\n')}`);
});

const skip = existsSync(BANKING77) ? false : 'the public data are not there';
test("a bank's customers are sent to the knowledge base", { skip }, async (t) => {
  const rows = rowsOf(BANKING77).filter((_, i) => i % 5 === 0);
  let business = 0;
  for (const [question] of rows) if ((await router.route({ question })).name === 'business') business++;
  t.diagnostic(`${((100 * business) / rows.length).toFixed(1)}% of ${rows.length}`);
  assert.ok(business / rows.length > 0.95);
});
