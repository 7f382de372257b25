import { globSync, readdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MiniLmEmbedder } from '../../src/models/minilm-embedder.ts';
// For the model that all share.
import './test-app.ts';

const FOLDER = new URL('../', import.meta.url);
/** What has to do with the database: all there is to run again on another one. */
const OF_DATABASES =
  /^(chat|cli|conversations|culture|database|desk|golden|http|intel|knowledge|library|nightly|schedule)\/|model-call-recorder|evaluate-replay/;

/**
 * Runs a part of all test files in this process, each as a suite that bears its name: to start a process, load the model and compile
 * PostgreSQL's WebAssembly for each of two hundred files took longer than their tests. On a server only what has to do with the database.
 * @param part the file that stands for this part; those beside it stand for the others.
 */
export function runTogether(part: string): void {
  let model: MiniLmEmbedder;
  before(async () => {
    model = await MiniLmEmbedder.load();
  });
  after(() => model.close());
  const parts = readdirSync(dirname(part)).sort();
  const files = globSync('**/*.test.ts', { cwd: fileURLToPath(FOLDER) }).sort();
  const wanted = process.env.GOLDSMITH_TEST_DATABASE_URL ? files.filter((file) => OF_DATABASES.test(file)) : files;
  for (const file of wanted.filter((_, i) => i % parts.length === parts.indexOf(basename(part))))
    describe(file, async () => {
      await import(new URL(file, FOLDER).href);
    });
}
