/**
 * How long clustering takes, in how much memory, and how good its approximation is. Run with `npm run bench:clustering`, or
 * `npm run bench:clustering -- --linkage 20000,100000,1000000 --cuts 0.25,0.45 --quality 20000,50000 --dbscan 100000 --sklearn`.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { averageLinkage } from '../src/mining/average-linkage.ts';
import { dbscan } from '../src/mining/dbscan.ts';
import { agreementOf } from './clustering-agreement.ts';
import { runSklearn, type SklearnTask } from './clustering-sklearn.ts';
import { mixtures, realVectors } from './clustering-vectors.ts';

/** DBSCAN's minimum, as a night sets it. */
const LEAST = 3;

/** An exact search, whatever the number of rows. */
const EXACT = { mostPairs: Number.POSITIVE_INFINITY };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      linkage: { type: 'string', default: '20000,100000' },
      quality: { type: 'string', default: '20000' },
      dbscan: { type: 'string', default: '20000' },
      cuts: { type: 'string', default: '0.25' },
      epsilon: { type: 'string', default: '0.25' },
      probes: { type: 'string', default: '' },
      sklearn: { type: 'boolean', default: false },
    },
  });
  const real = await realVectors(say);
  say(
    `Vectors: blends of two of ${real.length} real questions' vectors, weights uniform, plus noise (clustering-vectors.ts).`,
  );
  const cuts = numbersOf(values.cuts);
  for (const rows of numbersOf(values.linkage))
    for (const cut of cuts) await timeLinkage(mixtures(real, rows), cut, values.sklearn);
  const probes = values.probes === '' ? [undefined] : numbersOf(values.probes);
  for (const rows of numbersOf(values.quality))
    for (const cut of cuts) await compareSearches(mixtures(real, rows), cut, probes);
  for (const rows of numbersOf(values.dbscan))
    await timeDbscan(mixtures(real, rows), Number(values.epsilon), values.sklearn);
}

/** scikit-learn keeps a matrix of all distances, so it is asked up to 20,000 rows only. */
const SKLEARN_ROWS = 20_000;

async function timeLinkage(vectors: Float32Array[], cut: number, withSklearn: boolean): Promise<void> {
  const { result: labels, seconds } = await timed(() => averageLinkage(vectors, cut));
  report(`linkage ${vectors.length} rows, cut ${cut}`, seconds, `${clustersIn(labels)} clusters`);
  if (withSklearn && vectors.length <= SKLEARN_ROWS)
    await againstSklearn(vectors, labels, { method: 'linkage', distance: cut });
}

async function compareSearches(vectors: Float32Array[], cut: number, cells: (number | undefined)[]): Promise<void> {
  const exact = await timed(() => averageLinkage(vectors, cut, undefined, EXACT));
  report(`linkage ${vectors.length} rows, cut ${cut}, exact`, exact.seconds, `${clustersIn(exact.result)} clusters`);
  for (const probes of cells) {
    const options = { mostPairs: 0, probes };
    const approximate = await timed(() => averageLinkage(vectors, cut, undefined, options));
    const { adjustedRand, kept, right } = agreementOf(exact.result, approximate.result);
    const shares = `adjusted Rand ${adjustedRand.toFixed(4)}, pairs kept ${kept.toFixed(4)}, right ${right.toFixed(4)}`;
    report(`  in ${probes ?? 'the default number of'} cells`, approximate.seconds, shares);
  }
}

async function timeDbscan(vectors: Float32Array[], epsilon: number, withSklearn: boolean): Promise<void> {
  const { result: labels, seconds } = await timed(() => dbscan(vectors, epsilon, LEAST));
  const noise = labels.filter((label) => label < 0).length;
  const found = `${clustersIn(labels)} clusters with noise, ${noise} rows noise`;
  report(`dbscan ${vectors.length} rows, epsilon ${epsilon}`, seconds, found);
  for (const jobs of withSklearn ? [null, -1] : [])
    await againstSklearn(vectors, labels, { method: 'dbscan', distance: epsilon, least: LEAST, jobs });
}

async function againstSklearn(vectors: Float32Array[], ours: Int32Array, task: SklearnTask): Promise<void> {
  const { seconds, labels } = await runSklearn(vectors, task);
  // DBSCAN's labels are equal as they stand; those of linkage mean the same clusters by other numbers.
  const areSame =
    task.method === 'dbscan'
      ? labels.every((label, row) => label === ours[row])
      : clustersIn(labels) === clustersIn(ours) && agreementOf(labels, ours).kept === 1;
  const name = `  scikit-learn${task.jobs === undefined ? '' : `, n_jobs ${task.jobs ?? 'None'}`}`;
  say(`${name.padEnd(52)} ${seconds.toFixed(1).padStart(7)} s  ${areSame ? 'the same labels' : 'OTHER LABELS'}`);
}

async function timed<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  let last = performance.now();
  longestPause = 0;
  const before = process.cpuUsage();
  const heartbeat = setInterval(() => {
    longestPause = Math.max(longestPause, performance.now() - last);
    last = performance.now();
  }, 5);
  const start = performance.now();
  const result = await work();
  clearInterval(heartbeat);
  const { user, system } = process.cpuUsage(before);
  processorSeconds = (user + system) / 1e6;
  return { result, seconds: (performance.now() - start) / 1000 };
}

/** Of the event loop, in milliseconds, while the last work was timed. */
let longestPause = 0;

/** Of all threads, while the last work was timed: tells what a machine with other work to do would have taken without. */
let processorSeconds = 0;

function report(name: string, seconds: number, more: string): void {
  const memory = (process.resourceUsage().maxRSS / 2 ** 20).toFixed(2);
  const machine = `peak memory so far ${memory} GiB, ${processorSeconds.toFixed(1)} s of processor, longest pause ${longestPause.toFixed(0)} ms, load ${loadavg()[0].toFixed(1)}`;
  say(`${name.padEnd(52)} ${seconds.toFixed(1).padStart(7)} s  ${more} (${machine})`);
}

function clustersIn(labels: Int32Array): number {
  return new Set(labels).size;
}

function numbersOf(list: string): number[] {
  return list
    .split(',')
    .filter((one) => one !== '')
    .map(Number);
}

function say(text: string): void {
  console.log(text);
}

await main();
