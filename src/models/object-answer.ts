import type { z } from 'zod';

/** An answer that is not the object that was asked for. Its message says what is wrong with it, and quotes nothing of it. */
export class OffSchema extends Error {}

/**
 * The object that an answer holds, checked. Where a server does not bind its model to the schema, models put the object in a
 * code fence or between sentences: what stands from the first brace to the last is read then.
 * @throws OffSchema when there is no JSON, or it does not fit.
 */
export function readObject(answer: string, schema: z.ZodType): unknown {
  if (answer.trim() === '') throw new OffSchema('it is empty');
  const parsed = schema.safeParse(parseJson(answer));
  if (parsed.success) return parsed.data;
  throw new OffSchema(`it does not fit the schema: ${parsed.error.issues.map(describeIssue).join('; ')}`);
}

function parseJson(answer: string): unknown {
  for (const text of [answer, answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)]) {
    try {
      return JSON.parse(text);
    } catch {
      // The next reading, or none.
    }
  }
  throw new OffSchema('it is no JSON');
}

/** Names of fields that the schema does not know are the model's own words. */
function describeIssue({ path, message, code }: z.core.$ZodIssue): string {
  return `${path.join('.') || 'the whole'}: ${code === 'unrecognized_keys' ? 'it has fields too many' : message}`;
}
