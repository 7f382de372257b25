import type { TradeOff } from './score.ts';

/** The bar in use, and the share of the served that may be wrong. */
export interface ChosenBar extends TradeOff {
  max_wrong: number;
}

const WIDTH = 720;
const HEIGHT = 440;
const LEFT = 68;
const RIGHT = 24;
const TOP = 52;
const BOTTOM = 56;
/** How many points are drawn at most along the served share. */
const MOST_POINTS = 1_000;

const STYLE = `svg{color:#1f2328}.paper{fill:#fff}text{font:13px system-ui,"DejaVu Sans",sans-serif;fill:currentColor}.title{font-size:15px;font-weight:600}
.grid{stroke:currentColor;stroke-opacity:.13}.axis{stroke:currentColor;stroke-opacity:.55}.curve{fill:none;stroke:#2563eb;stroke-width:2;stroke-linejoin:round}
.allowed{stroke:#b45309;stroke-width:1.5;stroke-dasharray:6 5}.allowed-text{fill:#b45309}.chosen{fill:#2563eb;stroke:#fff;stroke-width:2}.chosen-text{font-weight:600}.halo{paint-order:stroke;stroke:#fff;stroke-width:4}
@media (prefers-color-scheme:dark){svg{color:#e6e9ee}.paper{fill:#15181d}.curve{stroke:#7aa7ff}.allowed{stroke:#f0a04b}.allowed-text{fill:#f0a04b}.chosen{fill:#7aa7ff;stroke:#15181d}.halo{stroke:#15181d}}`;

/**
 * Draws what every bar would serve (from left to right) and how much of that would be wrong (upwards).
 * @returns an SVG document.
 */
export function tradeOffPlot(points: readonly TradeOff[], chosen: ChosenBar, title: string): string {
  const top = highestShare(points, chosen);
  const x = (served: number) => round(LEFT + served * (WIDTH - LEFT - RIGHT));
  const y = (wrong: number) => round(HEIGHT - BOTTOM - (wrong / top) * (HEIGHT - TOP - BOTTOM));
  const [right, bottom] = [x(1), y(0)];
  const step = tickStep(top);
  const yTicks = Array.from({ length: Math.floor(top / step + 1e-9) + 1 }, (_, i) => i * step);
  const curve = thinned(points).map((point) => `${x(point.served_share)},${y(point.wrong_share)}`);
  const name = xmlText(title);
  const { served_share: served, wrong_share: wrong, max_wrong: allowed } = chosen;
  // Beside the curve, which rises to the right: above it on the left, or below it on the right where there is room.
  const isFarRight = served > 0.7;
  const labelY = y(wrong) + (isFarRight || bottom - y(wrong) < 34 ? -12 : 24);
  const [labelX, anchor] = isFarRight ? [x(served) - 10, 'end'] : [x(served) + 8, 'start'];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${name}">
<style>${STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>
<text class="title" x="${LEFT}" y="28">${name}</text>
${[0, 0.2, 0.4, 0.6, 0.8, 1].map((tick) => `<line class="grid" x1="${x(tick)}" y1="${TOP}" x2="${x(tick)}" y2="${bottom}"/><text x="${x(tick)}" y="${bottom + 20}" text-anchor="middle">${percent(tick)}</text>`).join('\n')}
${yTicks.map((tick) => `<line class="grid" x1="${LEFT}" y1="${y(tick)}" x2="${right}" y2="${y(tick)}"/><text x="${LEFT - 8}" y="${y(tick) + 4}" text-anchor="end">${percent(tick)}</text>`).join('\n')}
<path class="axis" d="M${LEFT},${TOP}V${bottom}H${right}" fill="none"/>
<text x="${(LEFT + right) / 2}" y="${HEIGHT - 14}" text-anchor="middle">served, of all questions</text>
<text transform="translate(18 ${(TOP + bottom) / 2}) rotate(-90)" text-anchor="middle">wrong, of those served</text>
<clipPath id="area"><path d="M${LEFT},${TOP}H${right}V${bottom + 2}H${LEFT}Z"/></clipPath>
<polyline class="curve" clip-path="url(#area)" points="${curve.join(' ')}"/>
<line class="allowed" x1="${LEFT}" y1="${y(allowed)}" x2="${right}" y2="${y(allowed)}"/>
<text class="allowed-text halo" x="${right - 6}" y="${y(allowed) - 6}" text-anchor="end">allowed: ${percent(allowed)}</text>
<circle class="chosen" cx="${x(served)}" cy="${y(wrong)}" r="6"/>
<text class="chosen-text halo" x="${labelX}" y="${labelY}" text-anchor="${anchor}">${percent(served)} served, ${percent(wrong)} wrong</text>
</svg>
`;
}

/** Enough for three times what is allowed, and for the curve up to the bar in use, but for its first few points, which jump. */
function highestShare(points: readonly TradeOff[], { served_share, wrong_share, max_wrong }: ChosenBar): number {
  const settled = points.filter((point) => point.served_share >= 0.05 && point.served_share <= served_share);
  const reached = settled.reduce((most, point) => Math.max(most, point.wrong_share), wrong_share);
  const least = Math.min(1, Math.max(0.05, 3 * max_wrong, 1.1 * reached));
  const step = tickStep(least);
  return Math.ceil(least / step - 1e-9) * step;
}

/** A round distance of about five ticks. */
function tickStep(top: number): number {
  return [0.01, 0.02, 0.05, 0.1].find((step) => top / step <= 6) ?? 0.2;
}

/** One point per step of the served share, as more could not be told apart; always the last. */
function thinned(points: readonly TradeOff[]): TradeOff[] {
  const cell = (point: TradeOff) => Math.floor(point.served_share * MOST_POINTS);
  return points.filter((point, i) => i === points.length - 1 || cell(point) !== cell(points[i + 1]));
}

function round(coordinate: number): number {
  return Math.round(10 * coordinate) / 10;
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`;
}

// Control characters may not stand in XML at all.
function xmlText(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
    .replace(/[&<>"]/g, (sign) => names[sign]);
}
