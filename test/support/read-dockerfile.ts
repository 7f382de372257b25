import { readFileSync } from 'node:fs';

/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals, such as `COPY`. */
  name: string;
  /** What follows it, on one line, without comments. */
  text: string;
}

/** The stages of a Dockerfile: each begins with a `FROM`. */
export function readDockerfile(file: URL): Instruction[][] {
  const text = readFileSync(file, 'utf8').replaceAll(/^\s*#.*\n/gm, '');
  const lines = text.replaceAll(/\\\n\s*/g, ' ').split('\n');
  const stages: Instruction[][] = [];
  for (const line of lines.filter((line) => line.trim() !== '')) {
    const [, name, rest] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (!name) throw new Error(`no instruction: ${line}`);
    if (name === 'FROM') stages.push([]);
    stages.at(-1)!.push({ name, text: rest });
  }
  return stages;
}

/** The words of a command in exec form, such as `["goldsmith", "serve"]`. */
export function execForm(text: string): string[] {
  return JSON.parse(text.slice(text.indexOf('[')));
}
