import type { CommonOptions } from './run-settings.ts';
import { withApp } from './with-app.ts';

/** `goldsmith ask TEXT`: asks one question, as the chat endpoint would be asked. */
export async function ask(question: string, options: CommonOptions): Promise<void> {
  await withApp(options, { migrated: true }, async ({ app, terminal, signal }) => {
    await app.golden.refresh();
    const answer = await app.chat.answer({ question, userId: 'cli' }, signal);
    const { outcome, reason, milliseconds, probability, cluster } = answer.lookup;
    const sure = probability === undefined ? '' : `, ${(100 * probability).toFixed(1)}% sure`;
    terminal.result(
      {
        question,
        outcome,
        reason,
        cluster,
        probability,
        ms: milliseconds,
        response: answer.response,
        sources: answer.sources,
      },
      `${answer.response}\n\n${outcome} (${reason}${sure}), lookup ${milliseconds.toFixed(1)} ms, ${answer.modelUsed}`,
    );
  });
}
