/**
 * Why PostgreSQL cannot store a value, or undefined when it can: its texts hold no NUL characters and no half surrogate
 * pairs, in keys and in nested values too.
 */
export function reasonNotStorable(value: unknown): string | undefined {
  if (typeof value === 'string') {
    if (value.includes('\0')) return 'holds NUL characters';
    return value.isWellFormed() ? undefined : 'holds half of a surrogate pair';
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return firstReason(value);
  for (const [key, inner] of Object.entries(value)) {
    const reason = reasonNotStorable(key) ?? reasonNotStorable(inner);
    if (reason) return reason;
  }
  return undefined;
}

function firstReason(values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const reason = reasonNotStorable(value);
    if (reason) return reason;
  }
  return undefined;
}

/** A text as PostgreSQL can store it: NUL as a space, half a surrogate pair as the replacement character. */
export function storableText(text: string): string {
  return (text.includes('\0') ? text.replaceAll('\0', ' ') : text).toWellFormed();
}
