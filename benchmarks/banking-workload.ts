/** The log, knowledge base and new wordings of a night at size: Banking77's from ../shared, where they are there. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a night is made from, and the questions asked of it. */
export interface Workload {
  name: string;
  log: string;
  knowledge: string;
  until: Date;
  newWordings: string[];
}

const BANKING = fileURLToPath(new URL('../../shared/data/banking77/', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../examples/bali/', import.meta.url));

/** @param folder an empty folder, where its files are made. */
export async function openWorkload(folder: string): Promise<Workload> {
  return existsSync(BANKING) ? banking(folder) : example();
}

async function banking(folder: string): Promise<Workload> {
  const rows = await readTsv(join(BANKING, 'train.tsv'));
  const log = join(folder, 'log.csv');
  const lines = rows.map(([text], i) => `user-${i},"${text.replaceAll('"', '""')}",2026-10-0${1 + (i % 7)}T12:00:00Z`);
  await writeFile(log, ['user_id,question,created_at', ...lines].join('\n'));
  const knowledge = await knowledgeOf(rows, join(folder, 'knowledge'));
  const newWordings = (await readTsv(join(BANKING, 'test.tsv'))).map(([text]) => text);
  return { name: 'Banking77, 10,003 questions', log, knowledge, until: new Date('2026-10-08T00:00:00Z'), newWordings };
}

/** Banking77 has no answers: one page per intent that names what it is about, so that the night has something to quote. */
async function knowledgeOf(rows: string[][], folder: string): Promise<string> {
  const intents = Map.groupBy(rows, ([, intent]) => intent);
  await mkdir(folder);
  for (const [intent, questions] of intents) {
    const subject = intent.replaceAll('_', ' ');
    const asked = questions.slice(0, 5).map(([text]) => `${subject}: ${text}`);
    await writeFile(join(folder, `${intent.replaceAll(/\W/g, '-')}.md`), `# ${subject}\n\n${asked.join('\n\n')}\n`);
  }
  return folder;
}

async function example(): Promise<Workload> {
  return {
    name: 'the bundled example (Banking77 is not here)',
    log: join(EXAMPLE, 'conversations.jsonl'),
    knowledge: join(EXAMPLE, 'knowledge'),
    until: new Date('2026-10-12T00:00:00Z'),
    newWordings: JSON.parse(await readFile(join(EXAMPLE, 'demo-questions.json'), 'utf8')),
  };
}

async function readTsv(file: string): Promise<string[][]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(1).map((line) => line.split('\t'));
}
