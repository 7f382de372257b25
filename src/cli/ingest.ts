import type { CommonOptions } from './run-settings.ts';
import { withApp } from './with-app.ts';

/** The options of `goldsmith ingest`. */
export interface IngestCommandOptions extends CommonOptions {
  /** The address of the folder, where it is a site's. */
  url?: string;
  /** Takes away what was read from there. */
  remove?: boolean;
}

/** `goldsmith ingest PATH`: reads documents into the knowledge base, or takes them away. */
export async function ingest(path: string, options: IngestCommandOptions): Promise<void> {
  await withApp(options, { migrated: true }, async ({ app, terminal, signal }) => {
    if (app.config.chroma)
      terminal.note('questions are answered from Chroma (GOLDSMITH_CHROMA_URL), not from what is ingested');
    if (options.remove) {
      const { removed, stale } = await app.knowledge.remove(path);
      return terminal.result({ removed, stale }, `${removed} documents removed${describeStale(stale)}`);
    }
    const onProgress = (documents: number) => terminal.progress(`${documents} documents`);
    const report = await app.knowledge.ingest(path, { site: options.url, signal, onProgress });
    for (const { place, reason } of report.unreadable) terminal.note(`passed over ${place}: ${reason}`);
    for (const { place, reason } of report.omitted) terminal.note(`left out ${place}: ${reason}`);
    for (const { origin, documents } of report.copies)
      terminal.note(
        `${documents} of them were ingested from ${origin}, too; to take those away: goldsmith ingest --remove ${origin}`,
      );
    terminal.result(
      report,
      `${report.documents} documents (${report.changed} new or changed, ${report.removed} removed), ${report.chunks} chunks, ${report.embedded} embedded` +
        (report.unreadable.length > 0 ? `; ${report.unreadable.length} could not be read` : '') +
        (report.omitted.length > 0 ? `; ${report.omitted.length} left out` : '') +
        describeStale(report.stale),
    );
  });
}

function describeStale(count: number): string {
  if (count === 0) return '';
  return `\n${count} golden answers rest on what has changed; they are served again after: goldsmith nightly --only-stale`;
}
