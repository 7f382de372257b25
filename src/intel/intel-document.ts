import { z } from 'zod';
import { reasonNotStorable } from '../database/storable-text.ts';
import { textHash } from '../knowledge/text-hash.ts';

/** A document as a scraper left it. */
export interface IntelDocument {
  title: string;
  content: string;
  url: string | null;
  source: string | null;
  published_at: Date | null;
}

const optionalText = z
  .string()
  .trim()
  .nullish()
  .transform((text) => text || null);

const scraped = z.object({
  title: z.string().trim().min(1, 'must not be empty'),
  content: z.string().trim().min(1, 'must not be empty'),
  url: optionalText.refine((url) => url === null || isWebAddress(url), 'must be an http:// or https:// address'),
  source: optionalText,
  published_at: optionalText.transform((text, context) => {
    const time = text === null ? null : timeOf(text);
    if (time !== undefined) return time;
    context.addIssue('must be a date such as 2026-10-12, 2026-10-12T03:00:00Z or Mon, 12 Oct 2026 03:00:00 GMT');
    return z.NEVER;
  }),
});

/**
 * Checks what stands in a file; other fields than the five are passed over.
 * @throws Error saying what is wrong with it, for a person.
 */
export function parseIntelDocument(value: unknown): IntelDocument {
  const parsed = scraped.safeParse(value);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
    throw new Error(wrong.join('; '));
  }
  const reason = reasonNotStorable([parsed.data.title, parsed.data.content, parsed.data.url, parsed.data.source]);
  if (reason) throw new Error(`it ${reason}`);
  return parsed.data;
}

/** What a document is known by: the same words from another address or day are the same document. */
export function hashOf({ title, content }: IntelDocument): string {
  return textHash([title, content]);
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

const ISO = z.union([z.iso.date(), z.iso.datetime({ offset: true, local: true })]);

/** A time without a zone is one of UTC. Undefined: it is none. */
function timeOf(text: string): Date | undefined {
  if (ISO.safeParse(text).success)
    return new Date(/T.*(Z|[+-]\d\d:?\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`);
  // As feeds write it (RFC 2822).
  const isOfFeed = /^([A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d/.test(text);
  const time = new Date(isOfFeed ? text : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
