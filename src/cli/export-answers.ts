import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { AnswerFormat } from '../desk/answer-file.ts';
import { exportAnswers } from '../desk/export-answers.ts';
import { GoldsmithError, messageOf } from '../errors.ts';
import type { CommonOptions } from './run-settings.ts';
import { withDatabase } from './with-database.ts';

/** Options of `goldsmith export answers`. */
export interface ExportOptions extends CommonOptions {
  format: AnswerFormat;
  output?: string;
}

/** `goldsmith export answers`: all golden answers, to a file or to standard output. */
export async function exportAnswersCommand({ format, output, json }: ExportOptions): Promise<void> {
  await withDatabase({ json }, { migrated: true }, async ({ database, terminal, signal }) => {
    if (output === undefined) {
      const lines = exportAnswers(database, json ? 'jsonl' : format, { signal });
      for await (const text of lines) {
        if (!process.stdout.write(text)) await drained();
      }
      return;
    }
    const file = createWriteStream(output);
    let answers = 0;
    const onProgress = (written: number) => {
      answers = written;
      terminal.progress(`${written} answers written`);
    };
    const lines = exportAnswers(database, format, { onProgress, signal });
    await pipeline(lines, file, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new GoldsmithError('bad-input', `${output} cannot be written (${messageOf(error)}).`);
    });
    terminal.result({ file: output, answers }, `${answers} answers written to ${output}`);
  });
}

function drained(): Promise<void> {
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}
