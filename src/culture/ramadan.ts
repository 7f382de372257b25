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

const CALENDAR = new Intl.DateTimeFormat('en-u-ca-islamic-umalqura-nu-latn', {
  ...{ timeZone: 'UTC', year: 'numeric', month: 'numeric', day: 'numeric' },
});

/** The Ramadan of a day, or else the next one, by the calendar of Umm al-Qura, which `Intl` knows. */
export function ramadanFrom(day: Date): Ramadan {
  let at = Math.floor(day.getTime() / DAY_MS) * DAY_MS;
  for (let i = 0; i < DAYS_AHEAD && islamic(at).month !== RAMADAN; i++) at += DAY_MS;
  while (islamic(at - DAY_MS).month === RAMADAN) at -= DAY_MS;
  const { year } = islamic(at);
  let last = at;
  while (islamic(last + DAY_MS).month === RAMADAN) last += DAY_MS;
  return { year, first: new Date(at), last: new Date(last) };
}

/** What a model is told of its dates: "Ramadan 1448 is from 8 February to 9 March 2027, ...". */
export function describeRamadan({ year, first, last }: Ramadan): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' });
  const feast = new Date(last.getTime() + DAY_MS);
  return `Ramadan ${year} is from ${format.formatRange(first, last)}, Idul Fitri is on ${format.format(feast)}, as calculated; the government announces the day itself shortly before.`;
}

function islamic(time: number): { year: number; month: number } {
  const parts = CALENDAR.formatToParts(time);
  const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return { year: numberOf('year'), month: numberOf('month') };
}
