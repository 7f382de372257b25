import { type CheerioAPI, load } from 'cheerio';
import { decodeHtml } from './decode-html.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';
import type { ReadPage } from './read-page.ts';
import { webAddress } from './web-address.ts';

/** What is no part of a page's matter, wherever it stands. `aria-hidden` blocks are kept: answers that unfold have it. */
const AROUND = [
  'script, style, noscript, template, iframe, object, embed, svg, canvas, link, meta',
  'nav, footer, aside, button, input, select, textarea, dialog',
  '[role=navigation], [role=banner], [role=contentinfo], [role=complementary], [role=search], [role=dialog], [role=alertdialog]',
  '[hidden]:not([hidden=until-found]), [style*="display:none"], [style*="display: none"]',
  'span[aria-hidden=true], i[aria-hidden=true]',
].join(', ');

/** Reads one HTML page: its main content as Markdown, with what it says of itself. */
export async function readHtml(bytes: Uint8Array, address?: string): Promise<ReadPage[]> {
  const $ = load(decodeHtml(bytes));
  const canonical = canonicalOf($, address);
  const pageTitle = $('head title, title').first().text().trim();
  const language = languageOf($('html').attr('lang'));
  const noIndex = /\b(noindex|none)\b/i.test($('meta[name="robots" i]').attr('content') ?? '');
  const base = webAddress($('base').attr('href'), address ?? canonical) ?? address ?? canonical;
  $(AROUND).remove();
  const main = mainOf($);
  const heading = main.find('h1').first().text().replace(/\s+/g, ' ').trim();
  resolveLinks($, base);
  unfold($);
  const text = htmlToMarkdown(main.html() ?? '').trim();
  if (text === '') throw new Error('it holds no text');
  return [{ title: heading || pageTitle || undefined, text, canonical, language, noIndex }];
}

function canonicalOf($: CheerioAPI, address: string | undefined): string | undefined {
  const said = $('link[rel~="canonical" i]').attr('href') ?? $('meta[property="og:url"]').attr('content');
  return webAddress(said, address);
}

/** The two letters of a language tag such as "it-IT". */
export function languageOf(tag: string | undefined): string | undefined {
  return /^\s*([a-z]{2})(?![a-z])/i.exec(tag ?? '')?.[1].toLowerCase();
}

/** The element that holds the page's matter: what is marked as such, the only article, or the body without its header. */
function mainOf($: CheerioAPI) {
  const hasText = (_: number, element: Parameters<CheerioAPI>[0]) => $(element).text().trim() !== '';
  const marked = $('main, [role=main]').filter(hasText);
  if (marked.length > 0) return marked.first();
  const articles = $('article').filter(hasText);
  if (articles.length === 1) return articles.first();
  $('header').not('article header').not(':has(h1)').remove();
  return $('body');
}

/** Links within the page and to what is no web page lose their address, not their words. */
function resolveLinks($: CheerioAPI, base: string | undefined): void {
  for (const link of $('a').get()) {
    const href = $(link).attr('href');
    const target = href?.startsWith('#') ? undefined : webAddress(href, base);
    if (target) $(link).attr('href', target);
    else $(link).removeAttr('href');
  }
}

/** Makes paragraphs of what only looks like a table, and of the questions that unfold. */
function unfold($: CheerioAPI): void {
  for (const table of $('table').get()) {
    const isLayout = $(table).find('table, h1, h2, h3, h4, h5, h6').length > 0 || $(table).is('[role=presentation]');
    if (!isLayout) continue;
    $(table)
      .find('td, th, tr, tbody, thead, tfoot')
      .filter((_, part) => $(part).closest('table').is(table))
      .each((_, part) => {
        part.tagName = 'div';
      });
    $(table).get(0)!.tagName = 'div';
  }
  $('summary').each((_, summary) => {
    summary.tagName = 'p';
  });
}
