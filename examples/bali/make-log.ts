/**
 * Writes the example's chat log (conversations.jsonl) and its answer sheet (labels.tsv).
 *
 * Every question was written by hand and lies as plain data in phrasings/. This script only decides who asks
 * what, when and how sloppily. All chance comes from one seeded generator, so that each run writes the same bytes.
 *
 * Run: node make-log.ts
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

type Lang = 'en' | 'it' | 'id';
type ByLang = Record<Lang, string[]>;
type FollowUps = ByLang & { after: string[] };
type PersonalData = { label: string; lang: Lang; text: string };
/** One user question before it is put into a conversation; `label` is empty where no stored answer is wanted. */
type Ask = { label: string; topic: string; lang: Lang; text: string };
/** The questions that one user asks in one sitting. */
type Group = { user: string; turns: Ask[] };
type Message = { role: 'user' | 'assistant'; content: string };

const LANGS: Lang[] = ['en', 'it', 'id'];
const TOPICS = ['permits', 'visas', 'companies', 'tax', 'property', 'living'];
const FIRST_NIGHT = Date.UTC(2026, 9, 5);
const AFTER_LAST_NIGHT = Date.UTC(2026, 9, 12);
const HOUR = 3_600_000;

/** Users 1-70 write English, 71-110 Italian, 111-150 Indonesian. */
const USERS: Record<Lang, [first: number, count: number]> = { en: [1, 70], it: [71, 40], id: [111, 40] };
/** Share of the asks of a question per language. */
const SHARE: Record<Lang, number> = { en: 0.46, it: 0.27, id: 0.27 };
/** How many people ask for help at each hour in Bali: few at night, most in the late morning and early evening. */
const HOUR_WEIGHTS = [1, 1, 0, 0, 0, 1, 3, 6, 9, 12, 13, 12, 9, 9, 11, 12, 11, 10, 9, 10, 9, 7, 4, 2];

/** The questions in order of demand; the first is asked most. A missing id fails an assertion below. */
const DEMAND =
  `kitas-cost voa-extend pma-capital pma-open land-foreigner kitas-what overstay-fine remote-visa kitas-time
  voa-cost villa-rent-licence kitas-documents bank-open pma-what nominee-safe npwp-get scooter-licence voa-work
  investor-kitas-req lease-length corporate-rate levy-pay kitas-renew pma-time spouse-kitas-how visit-visa-length
  pma-documents remote-income tax-resident bpjs-foreigner retirement-age pbg-need vat-rate pets-bring work-permit-how
  kbli-choose nib-get lkpm-when small-business-tax kitap-how second-home-deposit`.split(/\s+/);

/** The questions typed in the demo. They must be new to the log, else a hit would prove nothing. */
const DEMO: string[] = JSON.parse(readFileSync(new URL('demo-questions.json', import.meta.url), 'utf8'));

/** mulberry32: a few lines, no dependency, and good enough to scatter questions over a week. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const random = mulberry32(20_261_005);
const below = (n: number): number => Math.floor(random() * n);
const chance = (p: number): boolean => random() < p;
const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;

const shuffle = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

const here = (name: string): URL => new URL(name, import.meta.url);
const load = <T>(name: string): T => JSON.parse(readFileSync(here(`phrasings/${name}.json`), 'utf8')) as T;

/** Two texts with the same bare form differ only in case, spaces or punctuation. */
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** One swapped, dropped or doubled letter inside a longer word: what a thumb does, and still readable. */
function withTypo(text: string): string {
  const words = [...text.matchAll(/\p{L}{5,}/gu)];
  if (words.length === 0) return text;
  const word = pick(words);
  const at = word.index + 1 + below(word[0].length - 2);
  const [a, b] = [text[at] as string, text[at + 1] as string];
  const replacement = pick([b + a, b, a + a + b]);
  return text.slice(0, at) + replacement + text.slice(at + 2);
}

/** The same words in another dress: no capitals, no or doubled end mark, a first capital. */
function redressed(text: string): string {
  const noEnd = text.replace(/[?.!]+$/, '');
  const capital = text[0]?.toUpperCase() + text.slice(1);
  const dresses = [text.toLowerCase(), noEnd, noEnd.toLowerCase(), `${noEnd}??`, `${noEnd} ?`, capital];
  return pick(dresses.filter((dress) => dress !== text));
}

function sloppy(text: string): string {
  const typed = chance(0.08) ? withTypo(text) : text;
  return chance(0.15) ? redressed(typed) : typed;
}

/** Draws `n` wordings: the first two of the list are favourites, the others come round in turn. */
function drawWordings([first, second, ...others]: string[], n: number): string[] {
  let deck: string[] = [];
  return Array.from({ length: n }, () => {
    if (chance(0.33)) return (chance(0.7) ? first : second) as string;
    if (deck.length === 0) deck = shuffle(others);
    return deck.pop() as string;
  });
}

/** The asks of the wanted questions: demand falls like Zipf with the rank, from 115 asks down to 12. */
function wantedAsks(): Ask[] {
  const known = TOPICS.flatMap((topic) =>
    Object.entries(load<Record<string, ByLang>>(topic)).map(([id, texts]) => ({ id, topic, texts })),
  );
  assert.deepEqual(known.map((k) => k.id).sort(), [...DEMAND].sort());
  return known.flatMap(({ id, topic, texts }) => {
    const asks = Math.round(540 / (DEMAND.indexOf(id) + 4.7));
    return LANGS.flatMap((lang) => {
      const n = Math.max(3, Math.round(asks * SHARE[lang]));
      return drawWordings(texts[lang], n).map((text) => ({ label: id, topic, lang, text: sloppy(text) }));
    });
  });
}

const topicOf = (id: string): string => TOPICS.find((topic) => id in load<object>(topic)) as string;

/** Everything but the wanted questions in clean form. Rubbish has no language; it goes to users of all three. */
function otherAsks(): Ask[] {
  const ask = (lang: Lang, text: string): Ask => ({ label: '', topic: 'other', lang, text });
  const repeated = (texts: string[], share: number) => [...texts, ...texts.filter(() => chance(share))];
  const [once, personal, timeBound] = [load<ByLang>('once'), load<ByLang>('personal'), load<ByLang>('timebound')];
  return [
    ...LANGS.flatMap((lang) => [
      ...once[lang].map((text) => ask(lang, text)),
      ...repeated(personal[lang], 0.2).map((text) => ask(lang, sloppy(text))),
      ...repeated(timeBound[lang], 0.3).map((text) => ask(lang, sloppy(text))),
    ]),
    ...repeated(load<string[]>('rubbish'), 0.3).map((text) => ask(pick(LANGS), text)),
    ...load<PersonalData[]>('personal-data').map((data) => ({ ...data, topic: topicOf(data.label) })),
  ];
}

/** Chooses who asks: some people ask much more than others, a few write in another language than usual, and nobody
 * asks the same question twice, because a repeat by one person says nothing about demand. */
function chooseUser(ask: Ask, seen: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const [first, count] = USERS[chance(0.03) ? pick(LANGS) : ask.lang];
    const user = `user-${String(first + Math.floor(count * random() ** 1.35)).padStart(3, '0')}`;
    const key = `${user} ${ask.label || ask.text}`;
    if (seen.has(key) && attempt < 500) continue;
    seen.add(key);
    return user;
  }
}

/** A time of the week, drawn by Bali's hours (UTC+8) and written in UTC. */
function createdAt(): string {
  for (;;) {
    const hour = below(24);
    if (random() * 13 >= (HOUR_WEIGHTS[hour] as number)) continue;
    const time = FIRST_NIGHT + (below(8) * 24 + hour - 8) * HOUR + below(HOUR / 1000) * 1000;
    if (time >= FIRST_NIGHT && time < AFTER_LAST_NIGHT) return new Date(time).toISOString();
  }
}

/** Cuts each user's questions into conversations of one to three, in random order. */
function groupAsks(asks: Ask[]): Group[] {
  const seen = new Set<string>();
  const byUser = Map.groupBy(shuffle(asks), (ask) => chooseUser(ask, seen));
  return [...byUser]
    .sort(([a], [b]) => a.localeCompare(b))
    .flatMap(([user, list]) => {
      const groups: Group[] = [];
      while (list.length > 0) groups.push({ user, turns: list.splice(0, pick([1, 1, 1, 2, 2, 3])) });
      return groups;
    });
}

/** Adds what makes no sense alone: follow-ups behind a question of a fitting topic, hellos, thanks at the end. */
function addSmallTalk(groups: Group[]): void {
  const place = (topic: 'hello' | 'followup' | 'thanks', lang: Lang, text: string, topics: string[]): void => {
    const fits = (turns: Ask[], i: number) => turns[i]?.lang === lang && topics.includes(turns[i].topic);
    for (;;) {
      const { turns } = pick(groups);
      const at = topic === 'hello' ? 0 : topic === 'thanks' ? turns.length - 1 : below(turns.length);
      if (turns.length >= 4 || !fits(turns, at)) continue;
      turns.splice(topic === 'hello' ? 0 : at + 1, 0, { label: '', topic, lang, text });
      return;
    }
  };
  const greetings = load<Record<'hello' | 'thanks', ByLang>>('greetings');
  const followUps = load<FollowUps[]>('followups');
  for (const lang of LANGS) {
    for (const { after, [lang]: texts } of followUps) {
      for (const text of texts) place('followup', lang, sloppy(text), after);
    }
    for (const kind of ['hello', 'thanks'] as const) {
      const texts = greetings[kind][lang];
      for (const text of [...texts, ...texts.slice(0, 4)]) place(kind, lang, sloppy(text), TOPICS);
    }
  }
}

/** The last question of a conversation is answered too, as in any real log. */
function converse(turns: Ask[]): Message[] {
  return turns.flatMap(({ topic, lang, text }) => [
    { role: 'user' as const, content: text },
    { role: 'assistant' as const, content: pick((replies[topic] as ByLang)[lang]) },
  ]);
}

const replies = load<Record<string, ByLang>>('replies');
const groups = groupAsks([...wantedAsks(), ...otherAsks()]);
addSmallTalk(groups);
const conversations = groups
  .map(({ user, turns }) => ({ user_id: user, messages: converse(turns), created_at: createdAt() }))
  .sort((a, b) => a.created_at.localeCompare(b.created_at) || a.user_id.localeCompare(b.user_id));

const asked = groups.flatMap(({ user, turns }) => turns.map((turn) => ({ ...turn, user })));
const labels = new Map<string, string>();
const bareLabels = new Map<string, string>();
const demo = new Set(DEMO.map(bare));
for (const { text, label } of asked) {
  assert(!demo.has(bare(text)), `a demo question is in the log: ${text}`);
  assert(!/[\t\r\n]/.test(text), `not one line: ${text}`);
  assert.equal(bareLabels.get(bare(text)) ?? label, label, `two labels for one text: ${text}`);
  bareLabels.set(bare(text), label);
  labels.set(text, label);
}
writeFileSync(here('conversations.jsonl'), conversations.map((c) => `${JSON.stringify(c)}\n`).join(''));
const rows = [...labels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([text, label]) => `${text}\t${label}\n`);
writeFileSync(here('labels.tsv'), `text\tlabel\n${rows.join('')}`);

const sizes = DEMAND.map((id) => {
  const asks = asked.filter((ask) => ask.label === id);
  for (const lang of LANGS) {
    const users = new Set(asks.filter((ask) => ask.lang === lang).map((ask) => ask.user));
    assert(users.size >= (lang === 'en' ? 3 : 2), `too few users ask ${id} in ${lang}`);
  }
  return asks.length;
});
const users = new Set(groups.map((group) => group.user)).size;
console.log(`${asked.length} questions (${labels.size} distinct), ${groups.length} conversations, ${users} users`);
console.log(LANGS.map((lang) => `${lang} ${asked.filter((ask) => ask.lang === lang).length}`).join(', '));
console.log(`asks per question: ${Math.min(...sizes)} to ${Math.max(...sizes)}, ${sizes.length} questions`);
