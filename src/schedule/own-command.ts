import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command and arguments that start this very installation: in a checkout, built, and as an installed package alike. */
export const OWN_COMMAND: readonly string[] = [
  process.execPath,
  ...process.execArgv.filter((argument) => !argument.startsWith('--test')),
  fileURLToPath(new URL(`../cli/main${extname(import.meta.url)}`, import.meta.url)),
];
