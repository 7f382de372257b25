import { z } from 'zod';
import topics from './topics.json' with { type: 'json' };

/** What a document may be about, as `topics.json` lists it. */
export const TOPICS: readonly string[] = topics.map(({ topic }) => topic);

/** How soon a document must be read, and when it is which. */
export const PRIORITIES = {
  urgent: 'danger to people, or something that must be done within days',
  high: 'a new duty, a deadline, a penalty, or a rule that changes for many clients',
  normal: 'worth knowing for those it concerns',
  low: 'of passing interest',
} as const;

/** For whom a document is, first of all. */
export const AUDIENCES = [
  'everyone',
  'tourists',
  'foreign-residents',
  'remote-workers',
  'investors',
  'business-owners',
  'employers',
  'property-owners',
] as const;

/** What a document asks of its audience, and when it is which. */
export const ACTIONABILITIES = {
  act: 'something must be done now, or by a date that is given',
  prepare: 'a rule is decided and comes into force later',
  watch: 'a proposal, a plan or a rumour',
  inform: 'nothing needs to be done',
} as const;

/** How sure the classifier is. */
export const CONFIDENCES = ['high', 'medium', 'low'] as const;

/** A summary may have so many characters; a longer one is cut. */
export const MOST_SUMMARY = 600;

/**
 * A classification as a model is asked for it. What a grammar may not know, such as lengths, is checked here and not said in
 * the JSON schema.
 */
export const classificationSchema = z.object({
  topic: z.enum(TOPICS),
  priority: z.enum(keysOf(PRIORITIES)),
  target_audience: z.enum(AUDIENCES),
  actionability: z.enum(keysOf(ACTIONABILITIES)),
  summary: z.string().refine((text) => /\p{L}/u.test(text), 'must hold words'),
  confidence: z.enum(CONFIDENCES),
});

/** What a document is about, for whom, and what it asks of them. */
export type Classification = z.infer<typeof classificationSchema>;

/** A classification and who made it. */
export interface ClassifiedBy extends Classification {
  /** `provider:model`, or `offline`. */
  model: string;
}

function keysOf<Key extends string>(described: Record<Key, string>): Key[] {
  return Object.keys(described) as Key[];
}
