/** A month of Ramadan, as calculated: a new moon that is seen later moves it by a day. */
export interface Ramadan {
  /** Of the Islamic calendar. */
  year: number;
  /** Its first and its last day, midnight UTC. */
  first: Date;
  last: Date;
}

const DAY_MS = 86_400_000;
const RAMADAN = 9;
/** More than an Islamic year is long. */
const DAYS_AHEAD = 400;
/** So long Idul Fitri is kept: until then the Ramadan before it is the one that matters. */
const HOLIDAY_DAYS = 7;

const CALENDAR = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
  ...{ timeZone: 'UTC', year: 'numeric', month: 'numeric', day: 'numeric' },
});

/** The Ramadan of a day or of the holidays after it, or else the next one, by the calendar of Umm al-Qura, which `Intl` knows. */
export function ramadanFrom(day: Date): Ramadan {
  let at = (Math.floor(day.getTime() / DAY_MS) - HOLIDAY_DAYS) * DAY_MS;
  for (let i = 0; i < DAYS_AHEAD && islamic(at).month !== RAMADAN; i++) at += DAY_MS;
  while (islamic(at - DAY_MS).month === RAMADAN) at -= DAY_MS;
  const { year } = islamic(at);
  let last = at;
  while (islamic(last + DAY_MS).month === RAMADAN) last += DAY_MS;
  return { year, first: new Date(at), last: new Date(last) };
}

/** What a model is told of its dates: "Today is 1 December 2026. Ramadan 1448 is from 8 February 2027 to 8 March 2027 ...". */
export function describeRamadan({ year, first, last }: Ramadan, today: Date): string {
  const feast = new Date(last.getTime() + DAY_MS);
  const [now, from, to, after] = [today, first, last, feast].map((day) => DATE.format(day));
  return `Today is ${now}. Ramadan ${year} is from ${from} to ${to} and Idul Fitri on ${after}, as calculated; the government announces the day itself shortly before.`;
}

const DATE = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });

function islamic(time: number): { year: number; month: number } {
  const parts = CALENDAR.formatToParts(time);
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return { year: numberOf('year'), month: numberOf('month') };
}
