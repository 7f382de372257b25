import type { FastifyInstance } from 'fastify';
import type { App } from '../../app.ts';
import { readAnswerText } from '../../desk/answer-file.ts';
import { type AnswerImport, exportAnswers, importAnswers, MOST_TOLD } from '../../desk/api/answer-files.ts';
import { exportAnswers as answersOf } from '../../desk/export-answers.ts';
import { importAnswers as takeAnswers } from '../../desk/import-answers.ts';
import { deskFile, deskRoute } from './desk-route.ts';

/** Golden answers to and from files. */
export function answerFilesRoutes(scope: FastifyInstance, app: App): void {
  deskFile(scope, exportAnswers, async ({ query: { format, ...filter }, signal }) => ({
    name: `answers.${format}`,
    type: format === 'csv' ? 'text/csv' : 'application/jsonl',
    text: answersOf(app.database, format, { filter, signal }),
  }));

  deskRoute(scope, importAnswers, async ({ body: { name, text, dry_run: dryRun }, user, signal }) => {
    const changes: AnswerImport['changes'] = [];
    const { skipped, skippedLines, ...counts } = await takeAnswers(readAnswerText(name, text), app, user, {
      ...{ dryRun, signal },
      onLine: ({ change, answerId, ...line }) => {
        if (change !== 'unchanged' && changes.length < MOST_TOLD)
          changes.push({ ...line, change, answer_id: answerId });
      },
    });
    return { dry_run: dryRun, ...counts, refused: skipped, changes, refusals: skippedLines.slice(0, MOST_TOLD) };
  });
}
