import { z } from 'zod';
import { messageOf } from '../../errors.ts';

/** Why something could not be read, as a person reads it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof z.ZodError)) return messageOf(error);
  return error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${issue.message}`).join('; ');
}
