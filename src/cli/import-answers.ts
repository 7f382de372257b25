import { openAnswerFile } from '../desk/answer-file.ts';
import { importAnswers } from '../desk/import-answers.ts';
import type { CommonOptions } from './run-settings.ts';
import { withApp } from './with-app.ts';

/** `goldsmith import answers FILE`: adds golden answers that people wrote, or takes back what was exported. */
export async function importAnswersCommand(file: string, options: CommonOptions): Promise<void> {
  await withApp(options, { migrated: true }, async ({ app, terminal, signal }) => {
    const report = await importAnswers(
      await openAnswerFile(file),
      app,
      { name: 'goldsmith import' },
      {
        signal,
        onProgress: ({ read, created, updated }) =>
          terminal.progress(`${read} answers read, ${created} new, ${updated} changed`),
      },
    );
    for (const { line, reason } of report.skippedLines) terminal.note(`line ${line} passed over: ${reason}`);
    terminal.result(
      report,
      `${report.read} answers read, ${report.created} new, ${report.updated} changed, ${report.skipped} lines passed over`,
    );
  });
}
