import type { IntelRow } from 'desk-api/intel.ts';

/** What a document asks of its readers. */
export const ASKS: Record<IntelRow['actionability'], string> = {
  act: 'act now',
  prepare: 'prepare',
  watch: 'watch',
  inform: 'know',
};

/** business owners, for `business-owners`. */
export function asWords(name: string): string {
  return name.replaceAll('-', ' ');
}
