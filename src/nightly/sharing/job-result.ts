import { z } from 'zod';
import { NOTHING_SPENT } from '../../models/spent.ts';

const spent = z.object({ tokens: z.number(), cost: z.number(), unpriced: z.number() });
const tokens = z.number();
const outcome = z.union([
  z.object({ kind: z.enum(['created', 'updated', 'kept', 'replaced', 'stands', 'proposed', 'gone']), tokens }),
  z.object({ kind: z.literal('gap'), reason: z.string(), withdrawn: z.number(), tokens }),
]);
const result = z.union([z.object({ outcome, spent }), z.object({ error: z.string(), spent })]);

/** What came of a job, or of a try of it; and what its workers used for it so far, beside the night's own process. */
export type JobResult = z.infer<typeof result>;

/** Reads what stands with a job; what does not come from us was written when its worker fell silent. */
export function readJobResult(output: unknown): JobResult | undefined {
  if (output === null || output === undefined) return undefined;
  const parsed = result.safeParse(output);
  return parsed.success
    ? parsed.data
    : { error: 'its worker ended, or was not heard of any more', spent: NOTHING_SPENT };
}
