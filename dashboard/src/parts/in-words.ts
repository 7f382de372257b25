const WHOLE = new Intl.NumberFormat('en');
const DOLLARS = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const SMALL_DOLLARS = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });
const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

/** 12,345 */
export function count(number: number): string {
  return WHOLE.format(number);
}

/** 61.3%; a dash for what cannot be told. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${(100 * share).toFixed(1)}%`;
}

/** $1.20, or of less than a cent as much as is needed. */
export function dollars(amount: number | null): string {
  if (amount === null) return '–';
  return amount !== 0 && Math.abs(amount) < 0.1 ? SMALL_DOLLARS.format(amount) : DOLLARS.format(amount);
}

/** 1.23 ms */
export function milliseconds(ms: number | null): string {
  if (ms === null) return '–';
  return `${ms < 10 ? ms.toFixed(2) : ms.toFixed(0)} ms`;
}

/** 14 s, 3 min 20 s, 2 h 5 min */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** English, for `en`. */
export function languageName(code: string | null): string {
  return code === null ? 'unknown' : (LANGUAGES.of(code) ?? code);
}

/** 2026-10-12 08:05:03, in UTC, as the server's log and its nights say it. */
export function moment(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}
