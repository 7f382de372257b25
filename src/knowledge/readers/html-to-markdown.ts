import TurndownService from 'turndown';

/** Text that stands in the way of being quoted: marks of emphasis, escapes and pictures. */
const turndown = new TurndownService({ headingStyle: 'atx', bulletListMarker: '-', codeBlockStyle: 'fenced' });
turndown.escape = (text) => text;
turndown.addRule('plain', { filter: ['em', 'strong', 'i', 'b'], replacement: (content) => content });
turndown.addRule('no pictures', { filter: ['img', 'video', 'audio'], replacement: () => '' });
turndown.addRule('links', {
  filter: 'a',
  replacement: (content, node) => {
    const href = (node as unknown as { getAttribute(name: string): string | null }).getAttribute('href');
    const text = content.replace(/\s+/g, ' ').trim();
    return href && text !== '' ? `[${text}](${href})` : content;
  },
});
turndown.addRule('cells', {
  filter: ['th', 'td'],
  replacement: (content) => ` ${content.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim()} |`,
});
turndown.addRule('rows', {
  filter: 'tr',
  replacement: (content, node) => {
    const cells = [...node.childNodes].filter(({ nodeName }) => nodeName === 'TD' || nodeName === 'TH');
    const heads = cells.length > 0 && cells.every(({ nodeName }) => nodeName === 'TH');
    return `|${content.trimEnd()}\n${heads ? `|${' --- |'.repeat(cells.length)}\n` : ''}`;
  },
});
turndown.addRule('tables', {
  filter: ['thead', 'tbody', 'tfoot'],
  replacement: (content) => content,
});
turndown.addRule('table', { filter: 'table', replacement: (content) => `\n\n${content.trim()}\n\n` });

/** HTML as Markdown: headings, lists, tables, code and links are kept, all else is plain text. */
export function htmlToMarkdown(html: string): string {
  return turndown.turndown(html);
}
