import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { drawnByZipf } from './drawn-by-zipf.ts';

/** A text and what it means. */
export interface Labelled {
  text: string;
  label: string;
}

/** Examples, as an index holds them, and questions that mean one of them. */
export interface LabelledSet {
  name: string;
  /** The data set it is made from; several sets may come from one. */
  family: string;
  examples: Labelled[];
  queries: Labelled[];
}

const DATA = new URL('../../shared/data/', import.meta.url);

const read = (path: string) => readFileSync(new URL(path, DATA), 'utf8');
const rowsOf = (path: string) =>
  read(path)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
const labelled = (rows: string[][], text = 0, label = 1): Labelled[] =>
  rows.map((row) => ({ text: row[text], label: row[label] }));

/** A log by its examples, and what is asked of it next. */
export interface PublicLog extends LabelledSet {
  /** Whether it is the beginning of a log, so that much has not been asked yet. */
  isYoung: boolean;
}

/** The public data sets that the prior is made from: FAQs and paraphrases, with one and with a few phrasings per answer. */
export function publicSets(): LabelledSet[] {
  return [stackFaq(), withMoreExamples(stackFaq(), 2), gptCache(), quora(1), quora(3)];
}

/**
 * Logs whose labels say which questions have one answer, and more such questions; nothing of banking77's test part. Some are
 * nearly all that will ever be asked, some the first hundreds of questions of a bot that has just begun.
 */
export function publicLogs(): PublicLog[] {
  const faq = stackFaq();
  const bank = banking77();
  const commands = [xsid('en'), xsid('it'), xsid('id')];
  return [
    logOf('stackfaq', 'stackfaq', faq.queries, (i) => i % 10 < 7),
    logOf('banking77', 'banking77', bank.examples, (i) => i % 5 > 0),
    logOf(
      'banking77, a third',
      'banking77',
      bank.examples.filter((_, i) => i % 3 === 0),
      (i) => i % 5 > 0,
    ),
    ...commands.map((set) => ({ ...set, isYoung: false })),
    ...[200, 500].map((size) => youngLog(faq.name, faq.family, faq.queries, size)),
    ...[300, 1000, 3000].map((size) => youngLog(bank.name, bank.family, bank.examples, size)),
    ...commands.map(({ name, family, examples, queries }) => youngLog(name, family, [...examples, ...queries], 200)),
  ];
}

/** So many questions are asked of a young log. */
const ASKED_OF_YOUNG = 500;

/** The first questions of a log, and those that were asked next. */
function youngLog(name: string, family: string, all: readonly Labelled[], size: number): PublicLog {
  const drawn = drawnByZipf(all, size + ASKED_OF_YOUNG, 1);
  return {
    name: `${name}, the first ${size}`,
    family,
    examples: drawn.slice(0, size),
    queries: drawn.slice(size),
    isYoung: true,
  };
}

function logOf(name: string, family: string, all: readonly Labelled[], isLog: (i: number) => boolean): PublicLog {
  const [examples, queries] = [all.filter((_, i) => isLog(i)), all.filter((_, i) => !isLog(i))];
  return { name, family, examples, queries, isYoung: false };
}

/** The same with the first few queries of each label made examples. */
function withMoreExamples(set: LabelledSet, more: number): LabelledSet {
  const groups = [...Map.groupBy(set.queries, ({ label }) => label).values()];
  return {
    ...set,
    name: `${set.name}, ${more} more examples`,
    examples: [...set.examples, ...groups.flatMap((group) => group.slice(0, more))],
    queries: groups.flatMap((group) => group.slice(more)),
  };
}

/** The FAQ's own question as the one example, people's rephrasings as the queries. */
export function stackFaq(): LabelledSet {
  const examples = read('stackfaq/faq.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ question, faq_id }) => ({ text: question, label: String(faq_id) }));
  return { name: 'stackfaq', family: 'stackfaq', examples, queries: labelled(rowsOf('stackfaq/queries.tsv'), 1, 0) };
}

/** GPTCache's own benchmark: a sentence and another that says the same. */
export function gptCache(): LabelledSet {
  const pairs: { origin: string; similar: string }[] = JSON.parse(read('gptcache/mock_data.json'));
  return {
    name: 'gptcache',
    family: 'gptcache',
    examples: pairs.map(({ origin }, i) => ({ text: origin, label: String(i) })),
    queries: pairs.map(({ similar }, i) => ({ text: similar, label: String(i) })),
  };
}

/** Questions asked on Quora: groups of duplicates, so many of each stored and another asked. */
export function quora(stored: number, most = 2000): LabelledSet {
  const file = readFileSync(new URL('gptcache/similiar_qqp_full.json.gz', DATA));
  const pairs: { text_a: string; text_b: string; label: number }[] = JSON.parse(gunzipSync(file).toString());
  const groupOf = new Map<string, string[]>();
  for (const { text_a, text_b, label } of pairs) {
    if (label !== 1) continue;
    const [a, b] = [groupOf.get(text_a) ?? [text_a], groupOf.get(text_b) ?? [text_b]];
    if (a === b) continue;
    a.push(...b);
    for (const text of b) groupOf.set(text, a);
    groupOf.set(text_a, a);
  }
  // Of two phrasings more than stored: a larger group is often a chain of mistakes.
  const groups = [...new Set(groupOf.values())]
    .filter(({ length }) => length > stored && length <= stored + 2)
    .slice(0, most);
  return {
    name: `quora, ${stored} each`,
    family: 'quora',
    examples: groups.flatMap((group, i) => group.slice(0, stored).map((text) => ({ text, label: String(i) }))),
    queries: groups.map((group, i) => ({ text: group[stored], label: String(i) })),
  };
}

/** A bank's customers: 10,003 questions with 77 intents, and 3,080 more. */
export function banking77(): LabelledSet {
  const [examples, queries] = ['train', 'test'].map((part) => labelled(rowsOf(`banking77/${part}.tsv`)));
  return { name: 'banking77', family: 'banking77', examples, queries };
}

/** Commands to an assistant, in one of three languages. */
export function xsid(language: 'en' | 'id' | 'it'): LabelledSet {
  const [header, ...rows] = read('xsid_en_id_it/parallel.tsv')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'));
  const text = header.indexOf(`text_${language}`);
  const label = header.indexOf(language === 'en' ? 'intent' : `intent_${language}`);
  const part = (name: string) =>
    labelled(
      rows.filter((row) => row[0] === name),
      text,
      label,
    );
  return { name: `xsid ${language}`, family: 'xsid', examples: part('test'), queries: part('valid') };
}
