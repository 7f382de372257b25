import { knowledgeSearchContract, SEARCHABLE_PAGES } from '../contracts/knowledge-search-contract.ts';
import { makeTempFolder } from '../support/temp-folder.ts';
import { openTestApp } from '../support/test-app.ts';

knowledgeSearchContract('The knowledge base in PostgreSQL', async () => {
  const { app, close } = await openTestApp();
  const files = SEARCHABLE_PAGES.map(({ path, title, url, text }) => [
    path,
    `---\nurl: ${url}\n---\n# ${title}\n\n${text}`,
  ]);
  await using folder = await makeTempFolder(Object.fromEntries(files));
  await app.knowledge.ingest(folder.path);
  return { search: app.search, close };
});
