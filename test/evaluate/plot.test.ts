import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tradeOffPlot } from '../../src/evaluate/plot.ts';
import type { TradeOff } from '../../src/evaluate/score.ts';

const CHOSEN = { served_share: 0.7, wrong_share: 0.009, max_wrong: 0.01 };
const CURVE: TradeOff[] = Array.from({ length: 100 }, (_, i) => ({
  served_share: (i + 1) / 100,
  wrong_share: 0.2 * (i / 100) ** 4,
}));

/** The elements are closed in the order in which they are open, and texts hold no bare signs. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  const withoutStyle = svg.replace(/<style>[^<]*<\/style>/, '');
  for (const [tag, closing, name, selfClosing] of withoutStyle.matchAll(
    /<(\/?)([a-zA-Z]+)(?:\s+[\w-]+(?::\w+)?="[^"<]*")*\s*(\/?)>/g,
  )) {
    if (closing) assert.equal(open.pop(), name, tag);
    else if (!selfClosing) open.push(name);
  }
  assert.deepEqual(open, []);
  const texts = withoutStyle.replace(/<\/?[a-zA-Z][^<>]*>/g, '');
  assert.doesNotMatch(texts, /[<>]|&(?!(?:amp|lt|gt|quot);)/);
}

/** Where the curve's points lie. */
const curveOf = (svg: string) =>
  (/<polyline[^>]* points="([^"]*)"/.exec(svg)?.[1] ?? '')
    .split(' ')
    .filter(Boolean)
    .map((point) => point.split(',').map(Number));

const ticksOf = (svg: string) =>
  [...svg.matchAll(/text-anchor="end">([\d.]+)%<\/text>/g)].map(([, tick]) => Number(tick));

describe('tradeOffPlot', () => {
  it('shows the curve, what is allowed, the bar with its numbers, and what the axes mean', () => {
    const svg = tradeOffPlot(CURVE, CHOSEN, 'banking77');
    assertWellFormed(svg);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    for (const text of ['banking77', '70% served, 0.9% wrong', 'allowed: 1%', 'served, of all questions', '100%'])
      assert.ok(svg.includes(text), text);
    assert.match(svg, /wrong, of those served/);
    assert.match(svg, /stroke-dasharray/);
    assert.equal(curveOf(svg).length, 100);
  });

  it('fits light and dark, and runs nothing', () => {
    const svg = tradeOffPlot(CURVE, CHOSEN, 'x');
    assert.match(svg, /prefers-color-scheme:dark/);
    assert.doesNotMatch(svg, /<script|href|\bon[a-z]+=|url\((?!#)/i);
  });

  it('leads the curve from left to right, upwards where more is wrong', () => {
    const points = curveOf(tradeOffPlot(CURVE, CHOSEN, 'x'));
    for (const [i, [x, y]] of points.entries()) {
      if (i === 0) continue;
      assert.ok(x > points[i - 1][0]);
      assert.ok(y <= points[i - 1][1], 'upwards is less');
    }
  });

  it('scales upwards to three times what is allowed, to the curve as far as it is served, and to 5% at least', () => {
    const top = (chosen: Partial<typeof CHOSEN>, points = CURVE) =>
      Math.max(...ticksOf(tradeOffPlot(points, { ...CHOSEN, ...chosen }, 'x')));
    assert.equal(top({}), 5);
    assert.ok(top({ max_wrong: 0.05 }) >= 15);
    assert.ok(top({ served_share: 1, wrong_share: 0.19 }) >= 19);
    assert.equal(top({ wrong_share: 1 }), 100);
    const jumpsFirst = [{ served_share: 0.001, wrong_share: 1 }, ...CURVE];
    assert.equal(top({}, jumpsFirst), 5);
  });

  it('takes no more room for a million questions', () => {
    const many = Array.from({ length: 200_000 }, (_, i) => ({ served_share: (i + 1) / 200_000, wrong_share: 0.01 }));
    const points = curveOf(tradeOffPlot(many, CHOSEN, 'x'));
    assert.ok(points.length <= 1_001);
    assert.deepEqual(points.at(-1), curveOf(tradeOffPlot(many.slice(-1), CHOSEN, 'x'))[0]);
  });

  it('draws no curve when nothing can be served', () => {
    const svg = tradeOffPlot([], { served_share: 0, wrong_share: 0, max_wrong: 0.01 }, 'x');
    assertWellFormed(svg);
    assert.deepEqual(curveOf(svg), []);
    assert.match(svg, /0% served, 0% wrong/);
  });

  it('is well formed whatever the title', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (title) => {
        const svg = tradeOffPlot(CURVE, CHOSEN, title);
        assertWellFormed(svg);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these may not stand in XML.
        assert.doesNotMatch(svg, /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/);
        assert.ok(svg.isWellFormed());
      }),
    );
    assert.match(tradeOffPlot(CURVE, CHOSEN, 'a<b> & "c"'), />a&lt;b&gt; &amp; &quot;c&quot;</);
  });

  it('has numbers for every coordinate', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const point = fc.record({ served_share: share, wrong_share: share });
    const bar = fc.record({
      served_share: share,
      wrong_share: share,
      max_wrong: fc.double({ min: 1e-6, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(point), bar, (points, chosen) => {
        const sorted = points.toSorted((a, b) => a.served_share - b.served_share);
        const svg = tradeOffPlot(sorted, chosen, 'x');
        assert.doesNotMatch(svg, /NaN|Infinity|undefined/);
        assertWellFormed(svg);
      }),
    );
  });
});
