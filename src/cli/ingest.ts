import type { CommonOptions } from './run-settings.ts';
import { withApp } from './with-app.ts';

/** `goldsmith ingest PATH`: reads documents into the knowledge base. */
export async function ingest(path: string, options: CommonOptions): Promise<void> {
  await withApp(options, { migrated: true }, async ({ app, terminal, signal }) => {
    const onProgress = (documents: number) => terminal.progress(`${documents} documents`);
    const report = await app.knowledge.ingest(path, { signal, onProgress });
    for (const { place, reason } of report.unreadable) terminal.note(`passed over ${place}: ${reason}`);
    terminal.result(
      report,
      `${report.documents} documents (${report.changed} new or changed, ${report.removed} removed), ${report.chunks} chunks, ${report.embedded} embedded` +
        (report.unreadable.length > 0 ? `; ${report.unreadable.length} could not be read` : ''),
    );
  });
}
