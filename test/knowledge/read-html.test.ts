import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHtml } from '../../src/knowledge/readers/read-html.ts';
import { readFiles } from '../support/read-folder.ts';

const read = async (html: string | Uint8Array, address?: string) => (await readHtml(Buffer.from(html), address))[0];

const PAGE = `<!doctype html><html lang="it-IT"><head><title>Visti | Bali Zero</title>
<link rel="canonical" href="/it/visti/"><style>p { color: red }</style><script>var tracked = 'tracked';</script></head>
<body><header><a href="/">Bali Zero</a></header><nav><a href="/a">Menu</a></nav>
<main><h1>Visti per <em>Bali</em></h1><p>Il visto costa <strong>500.000</strong> rupie. Vedi <a href="../kitas.html#costo">KITAS</a>,
<a href="#top">su</a>, <a href="mailto:a@b.c">scrivi</a>.</p>
<h2>Documenti</h2><ul><li>Passaporto</li><li>Foto</li></ul>
<table><tr><th>Visto</th><th>Prezzo</th></tr><tr><td>VOA</td><td>500.000</td></tr></table>
<aside>Pubblicità</aside><img src="x.png" alt="spiaggia"></main><footer>© 2026</footer></body></html>`;

test('a page is its main content: headings, lists and tables, without what stands around it', async () => {
  const page = await read(PAGE, 'https://bali.example/it/visti/index.html');
  assert.equal(
    page.text,
    [
      '# Visti per Bali',
      'Il visto costa 500.000 rupie. Vedi [KITAS](https://bali.example/it/kitas.html), su, scrivi.',
      '## Documenti',
      '-   Passaporto\n-   Foto',
      '| Visto | Prezzo |\n| --- | --- |\n| VOA | 500.000 |',
    ].join('\n\n'),
  );
  assert.deepEqual(
    [page.title, page.language, page.canonical, page.noIndex],
    ['Visti per Bali', 'it', 'https://bali.example/it/visti/', false],
  );
});

test('without an address, links keep their words, and a relative canonical address says nothing', async () => {
  const page = await read(PAGE);
  assert.match(page.text, /Vedi KITAS, su, scrivi\./);
  assert.equal(page.canonical, undefined);
});

test('links are resolved against the base that the page names, or else its canonical address', async () => {
  const link = '<p><a href="b.html">B</a></p>';
  const head = '<link rel="canonical" href="https://x.example/a/c.html">';
  assert.equal((await read(head + link)).text, '[B](https://x.example/a/b.html)');
  assert.equal((await read(`${head}<base href="/z/">${link}`)).text, '[B](https://x.example/z/b.html)');
  assert.equal(
    (await read('<p><a href="index.html">B</a></p>', 'https://x.example/a/c.html')).text,
    '[B](https://x.example/a/)',
  );
  assert.equal((await read('<p><a href="javascript:alert(1)">B</a></p>', 'https://x.example/')).text, 'B');
});

test('without a main element the only article counts, or the body without its header, and the title names it', async () => {
  const around = '<title>T</title><header>Logo</header>';
  assert.deepEqual(await read(`${around}<article><h2>A</h2><p>Text.</p></article><div>Shop</div>`), {
    title: 'T',
    text: '## A\n\nText.',
    canonical: undefined,
    language: undefined,
    noIndex: false,
  });
  assert.equal(
    (await read(`${around}<div>One.</div><article>Two.</article><article>Three.</article>`)).text,
    'One.\n\nTwo.\n\nThree.',
  );
  assert.equal((await read('<header><h1>Title</h1></header><p>Text.</p>')).text, '# Title\n\nText.');
});

test('questions that unfold keep their answers; dialogs and what is hidden do not count', async () => {
  const { text } = await read(
    `<details><summary>How long?</summary><p>Two weeks.</p></details>
     <dl><dt>How much?</dt><dd aria-hidden="true">IDR 500,000.</dd></dl>
     <div role="dialog">Cookies?</div><div hidden>Draft.</div><div style="display: none">Other.</div>`,
  );
  assert.equal(text, 'How long?\n\nTwo weeks.\n\nHow much?\n\nIDR 500,000.');
});

test('a table that only lays a page out is no table', async () => {
  const { text } = await read('<table><tr><td><h1>Fees</h1><p>None.</p></td><td>Side.</td></tr></table>');
  assert.equal(text, '# Fees\n\nNone.\n\nSide.');
});

test('what is no well-formed HTML is read as browsers read it', async () => {
  assert.equal((await read('<p>One<p>Two<ul><li>A<li>B</ul></b></div>')).text, 'One\n\nTwo\n\n-   A\n-   B');
  assert.equal((await read('Just text & more')).text, 'Just text & more');
});

test('other encodings are read: by byte order mark, by what the page says, and Windows-1252 for what is no UTF-8', async () => {
  const latin = (html: string) => Buffer.from(html, 'latin1');
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('<p>però</p>', 'utf16le')]);
  for (const bytes of [
    utf16,
    latin('<meta charset="iso-8859-1"><p>però</p>'),
    latin('<p>però</p>'),
    Buffer.from('\uFEFF<p>però</p>'),
  ])
    assert.equal((await read(bytes)).text, 'però');
  assert.equal((await read('<meta charset="no-such"><p>però</p>')).text, 'però');
});

test('pages of a site have the address of their file; an index page that of its folder', async () => {
  const { documents } = await readFiles(
    { 'index.html': '<p>Home.', 'en/index.html': '<p>English.', 'en/a b.html': '<p>A.', 'c.md': 'C.' },
    { site: 'https://bali.example/docs' },
  );
  assert.deepEqual(documents.map(({ path, url }) => [path, url]).sort(), [
    ['c.md', undefined],
    ['en/a b.html', 'https://bali.example/docs/en/a%20b.html'],
    ['en/index.html', 'https://bali.example/docs/en/'],
    ['index.html', 'https://bali.example/docs/'],
  ]);
});

test('copies of a page are read once, pages without an index are left out, empty ones are told; the rest is read', async () => {
  const copy = '<link rel="canonical" href="https://x.example/visa/"><p>Visa.';
  const { documents, omitted, unreadable } = await readFiles({
    'a.html': copy,
    'b.htm': copy.replace('visa/', 'visa'),
    'c.html': '<p>Other.',
    'd.html': '<meta name="robots" content="noindex, follow"><p>Tags.',
    'empty.html': '<nav>Menu</nav>',
    'deep.html': '<div>'.repeat(15_000),
  });
  assert.deepEqual(
    documents.map(({ path, url }) => [path, url]),
    [
      ['a.html', 'https://x.example/visa/'],
      ['c.html', undefined],
    ],
  );
  assert.deepEqual(omitted, [
    { place: 'b.htm', reason: 'it has the same canonical address as a.html' },
    { place: 'd.html', reason: 'it says that it is not to be indexed (noindex)' },
  ]);
  assert.deepEqual(
    unreadable.map(({ place }) => place),
    ['deep.html', 'empty.html'],
  );
});
