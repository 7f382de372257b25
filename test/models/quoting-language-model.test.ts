import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { GoldsmithError } from '../../src/errors.ts';
import type { ModelReply, ModelRequest, ModelSource } from '../../src/models/language-model.ts';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
import { QuotingLanguageModel } from '../../src/models/quoting-language-model.ts';
import { languageModelContract } from '../contracts/language-model-contract.ts';
import { ANSWERABLE, UNANSWERABLE_REQUEST } from '../support/model-case.ts';

languageModelContract('QuotingLanguageModel', async () => {
  const embedder = await MiniLmEmbedder.load();
  return {
    model: new QuotingLanguageModel(embedder),
    answeredBy: ['offline'],
    answerable: ANSWERABLE,
    unanswerable: UNANSWERABLE_REQUEST,
    makesNoObjects: true,
    close: () => embedder.close(),
  };
});

const KITAS: ModelSource = {
  title: 'KITAS',
  headings: ['Validity'],
  text: 'A KITAS is a limited stay permit for foreigners.\n\n- A KITAS is valid for one year.\n- It can be renewed five times.',
  language: 'en',
};
const DRIVING: ModelSource = {
  title: 'Driving',
  headings: ['Licences'],
  text: 'To ride a scooter you need a SIM C licence. The fine for riding without a helmet is Rp 250,000.',
  language: 'en',
};
const KITAS_ITALIAN: ModelSource = {
  title: 'KITAS',
  headings: ['Validità'],
  text: 'Il KITAS è un permesso di soggiorno limitato. Il KITAS è valido per un anno.',
  language: 'it',
};
const KITAS_INDONESIAN: ModelSource = {
  title: 'KITAS',
  headings: ['Masa berlaku'],
  text: 'KITAS adalah izin tinggal terbatas. KITAS berlaku selama satu tahun.',
  language: 'id',
};
const ALL = [DRIVING, KITAS, KITAS_ITALIAN, KITAS_INDONESIAN];

describe('QuotingLanguageModel', () => {
  let embedder: MiniLmEmbedder;
  let model: QuotingLanguageModel;
  before(async () => {
    embedder = await MiniLmEmbedder.load();
    model = new QuotingLanguageModel(embedder);
  });
  after(() => embedder.close());

  const ask = (question: string, rest: Partial<ModelRequest> = {}) =>
    model.reply({ question, instructions: '', sources: ALL, ...rest });

  /** The sentences of a reply must stand in the one source that it names, but for a full stop after a list item. */
  const assertQuotes = (reply: ModelReply, sources: ModelSource[]) => {
    assert.ok(reply.text);
    assert.equal(reply.used?.length, 1);
    const source = sources[reply.used[0]].text;
    for (const sentence of reply.text.split(/(?<=[.!?])\s+/)) {
      assert.ok(source.includes(sentence) || source.includes(sentence.slice(0, -1)), `"${sentence}" is quoted`);
    }
  };

  for (const [question, language, expected] of [
    ['How long is a KITAS valid?', 'en', /valid for one year/],
    ['How long is a KITAS valid for?', undefined, /year|tahun|anno/],
    ['What licence do I need to ride a scooter?', 'en', /SIM C/],
    ['What is the fine for riding without a helmet?', 'en', /Rp 250,000/],
    ['Per quanto tempo è valido il KITAS?', 'it', /un anno/],
    ['Berapa lama KITAS berlaku?', 'id', /satu tahun/],
  ] as const) {
    it(`answers "${question}" (${language ?? 'any language'}) with sentences of one source, word for word`, async () => {
      const reply = await ask(question, { language });
      assert.match(reply.text ?? '', expected);
      assertQuotes(reply, ALL);
    });
  }

  for (const question of [
    'Which football club won the championship in 1987?',
    'What is the best recipe for lasagne?',
    'hello',
    '???',
    '',
    '😀',
  ]) {
    it(`refuses ${JSON.stringify(question)}`, async () => {
      const reply = await ask(question);
      assert.equal(reply.text, undefined);
      assert.deepEqual(reply.used ?? [], []);
    });
  }

  it('quotes no source that is known to be in another language', async () => {
    for (const language of ['en', 'it', 'id', 'fr']) {
      const reply = await ask('KITAS valid one year', { language });
      if (language === 'fr') assert.equal(reply.text, undefined);
      if (reply.used) assert.equal(ALL[reply.used[0]].language, language);
    }
  });

  it('may quote a source whose language is not known', async () => {
    const { language: _, ...unknown } = KITAS;
    const reply = await ask('How long is a KITAS valid?', { language: 'en', sources: [unknown] });
    assert.match(reply.text ?? '', /valid for one year/);
  });

  it('has no answer without sources, or with empty ones', async () => {
    for (const sources of [undefined, [], [{ ...KITAS, text: '' }], [{ ...KITAS, text: '# KITAS\n\n---\n' }]]) {
      assert.equal((await ask('How long is a KITAS valid?', { sources })).text, undefined);
    }
  });

  it('quotes the same whatever the order of the sources', async () => {
    const forward = await ask('How long is a KITAS valid?', { language: 'en' });
    const backward = await ask('How long is a KITAS valid?', { language: 'en', sources: ALL.toReversed() });
    assert.equal(backward.text, forward.text);
    assert.equal(ALL.toReversed()[backward.used![0]], ALL[forward.used![0]]);
  });

  it('costs no tokens', async () => {
    const { inputTokens, outputTokens, model: id } = await ask('How long is a KITAS valid?');
    assert.deepEqual([inputTokens, outputTokens, id], [0, 0, 'offline']);
  });

  it('quotes a price whole, with its abbreviated currency', async () => {
    const text = 'The extension of a visa on arrival costs Rp. 500.000 per person. Bring two photographs.';
    const reply = await ask('How much does the extension of a visa on arrival cost?', {
      sources: [{ title: 'Visa on arrival', headings: ['Extension'], text }],
    });
    assert.match(reply.text ?? '', /costs Rp\. 500\.000 per person\./);
  });

  it('quotes a whole sentence that a line break of the source runs through', async () => {
    const text = 'The extension of a visa on arrival takes\nabout ten working days at the immigration office.';
    const reply = await ask('How long does the extension of a visa on arrival take?', {
      sources: [{ title: 'Visa on arrival', headings: ['Extension'], text }],
    });
    assert.match(reply.text ?? '', /about ten working days/);
  });

  it('fails with embedder-failed when the embedder does', async () => {
    // Named, for a model of its own: other tests in the process share one.
    const closed = await MiniLmEmbedder.load(new URL('../../models/all-MiniLM-L6-v2/', import.meta.url));
    await closed.close();
    await assert.rejects(
      new QuotingLanguageModel(closed).reply({ ...ANSWERABLE }),
      (error) => error instanceof GoldsmithError && error.code === 'embedder-failed',
    );
  });
});
