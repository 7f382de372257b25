/** Makes models/eld-small/ngrams.json from the installed eld; run with `npm run build:languages` when its version changes. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const tables = new URL('../ngrams/small.js', import.meta.resolve('eld/small'));
const { ngramsData } = await import(fileURLToPath(tables));
writeFileSync(new URL('../models/eld-small/ngrams.json', import.meta.url), JSON.stringify(ngramsData));
