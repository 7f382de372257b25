import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  AUDIENCES,
  type ClassifiedBy,
  classificationSchema,
  MOST_SUMMARY,
  TOPICS,
} from '../../src/intel/classification.ts';
import type { IntelDocument } from '../../src/intel/intel-document.ts';
import { OfflineClassifier } from '../../src/intel/offline-classifier.ts';
import { judgeByWords } from '../../src/intel/offline-words.ts';
import { readIntel } from '../../src/intel/read-intel.ts';
import { sharesByWords, wordsOfTopic } from '../../src/intel/topic-words.ts';
import topics from '../../src/intel/topics.json' with { type: 'json' };
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';

const SAMPLE = fileURLToPath(new URL('../../examples/intel/', import.meta.url));

let embedder: MiniLmEmbedder;
let classifier: OfflineClassifier;
before(async () => {
  embedder = await MiniLmEmbedder.load();
  classifier = new OfflineClassifier(embedder);
});
after(() => embedder.close());

const document = (title: string, content: string): IntelDocument => ({
  ...{ title, content, url: null, source: null, published_at: null },
});

describe('the offline classifier on the sample of 30 documents', () => {
  const results: { document: IntelDocument; topic: string; priority: string; by: ClassifiedBy }[] = [];
  before(async () => {
    const [, ...lines] = readFileSync(`${SAMPLE}labels.tsv`, 'utf8').trim().split('\n');
    const labels = new Map(lines.map((line) => [line.split('\t')[0], line.split('\t')]));
    for await (const read of readIntel(`${SAMPLE}documents`)) {
      assert.ok('document' in read, read.place);
      const [, topic, priority] = labels.get(read.document.url ?? '') ?? [];
      assert.ok(TOPICS.includes(topic), `${read.place} has a label`);
      results.push({ document: read.document, topic, priority, by: await classifier.classify(read.document) });
    }
  });

  it('gets at least 24 topics right (26 as measured), and 20 priorities (23)', (t) => {
    const right = results.filter(({ topic, by }) => by.topic === topic).length;
    const inTime = results.filter(({ priority, by }) => by.priority === priority).length;
    t.diagnostic(`topics right: ${right} of ${results.length}; priorities right: ${inTime}`);
    assert.equal(results.length, 30);
    assert.ok(right >= 24, `${right} of 30 topics`);
    assert.ok(inTime >= 20, `${inTime} of 30 priorities`);
  });

  it('says what a model would have to say, as unsure, and quotes its summary', () => {
    for (const { document, by } of results) {
      assert.deepEqual(classificationSchema.parse(by), withoutModel(by));
      assert.deepEqual([by.confidence, by.model], ['low', 'offline']);
      assert.ok(by.summary.length <= MOST_SUMMARY);
      const words = document.content.replace(/\s+/g, ' ');
      for (const sentence of by.summary.split(/(?<=[.!?]) (?=\p{Lu})/u)) assert.ok(words.includes(sentence), sentence);
    }
  });
});

function withoutModel({ model: _, ...classification }: ClassifiedBy) {
  return classification;
}

describe('the offline classifier', () => {
  it('takes documents of any length and of no sentence', async () => {
    const long = await classifier.classify(document('Visa', 'The visa office moved to a new street. '.repeat(5_000)));
    assert.equal(long.topic, 'immigration');
    const odd = await classifier.classify(document('12345', '... 67 890 ...'));
    assert.equal(odd.summary, '12345');
    const endless = await classifier.classify(document('Tax', `tax ${'pajak'.repeat(2_000)}`));
    assert.ok(endless.summary.length <= MOST_SUMMARY);
  });

  it('throws the reason of a signal that is aborted', async () => {
    const reason = new Error('stopped');
    const classified = classifier.classify(document('Visa', 'A visa.'), AbortSignal.abort(reason));
    await assert.rejects(classified, (error) => error === reason);
  });

  it('knows an audience for every topic, and descriptions of each in three languages', () => {
    for (const { audience, described } of topics) {
      assert.ok((AUDIENCES as readonly string[]).includes(audience));
      assert.deepEqual(Object.keys(described), ['en', 'it', 'id']);
    }
  });
});

describe('judging by words', () => {
  for (const [text, topic, priority, actionability] of [
    ['The village is being evacuated after the eruption', 'safety', 'urgent', 'act'],
    ['An exhibition on the eruption of 1963', 'tourism', 'low', 'inform'],
    ['The rule applies with immediate effect', 'company', 'urgent', 'inform'],
    ['Laporan paling lambat 10 Oktober', 'company', 'high', 'act'],
    ['Chi non paga riceve una multa', 'tax', 'high', 'act'],
    ['The ministry plans to change the rule', 'property', 'normal', 'watch'],
    ['Aturan ini mulai berlaku tahun depan', 'employment', 'normal', 'prepare'],
    ['I visitatori devono coprire le spalle', 'tourism', 'normal', 'act'],
    ['', 'other', 'low', 'inform'],
  ]) {
    it(`takes ${JSON.stringify(text)} (${topic}) as ${priority}, ${actionability}`, () => {
      assert.deepEqual(judgeByWords(text, topic), { priority, actionability });
    });
  }
});

describe('shares by words', () => {
  const known = [wordsOfTopic(['tax returns', 'the tax office']), wordsOfTopic(['visa office'])];
  it('go to the topics whose words a text has; a word of all topics counts nothing', () => {
    assert.deepEqual(sharesByWords('My tax and my returns', known), [1, 0]);
    assert.deepEqual(sharesByWords('An office for a visa', known), [0, 1]);
    assert.deepEqual(sharesByWords('Tax and visa', known), [0.5, 0.5]);
    assert.deepEqual(sharesByWords('The office', known), [0, 0]);
    assert.deepEqual(sharesByWords('', known), [0, 0]);
  });
});
