import type { Database } from '../../database/database.ts';
import { withSignal } from '../../database/with-signal.ts';
import { GoldsmithError, messageOf } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { Embedder } from '../../models/embedder.ts';
import type { MapPoint, QuestionMap } from '../api/map.ts';
import { keepPositions, readVectors } from './map-positions.ts';
import { placeInWorker } from './place-in-worker.ts';
import { readMapClusters, readPoints } from './read-map.ts';

/** What the map is made from. */
export interface MapParts {
  database: Database;
  embedder: Pick<Embedder, 'id' | 'dimensions'>;
  log: Logger;
}

/** After a failure it is not tried again for so long. */
const REST_MS = 60_000;

/**
 * The questions on a map. What is new since it was last looked at is placed in the background; two servers that do so at the same
 * time come to the same places.
 */
export class MapDesk {
  readonly #parts: MapParts;
  readonly #stop = new AbortController();
  #placing: Promise<void> | undefined;
  #failure: { at: number; reason: string } | undefined;

  constructor(parts: MapParts) {
    this.#parts = parts;
  }

  /** The map as it stands; sees to it that what has no place gets one. */
  async read(signal?: AbortSignal): Promise<QuestionMap> {
    const { embedder } = this.#parts;
    const database = withSignal(this.#parts.database, signal);
    const { points, total } = await readPoints(database, embedder.id);
    const ids = new Set(points.flatMap(({ cluster }) => cluster ?? []));
    const clusters = await readMapClusters(database, [...ids]);
    // What had its place the moment before may have been read without it: one look more does no harm.
    if (points.some(({ x }) => x === null)) this.#placeSoon(points);
    return { points, clusters, total, placing: this.#placing !== undefined, trouble: this.#failure?.reason ?? null };
  }

  /** Stops placing. */
  async close(): Promise<void> {
    this.#stop.abort(new GoldsmithError('closed', 'The server stops.'));
    await this.#placing;
  }

  #placeSoon(points: readonly MapPoint[]): void {
    const rests = this.#failure && performance.now() - this.#failure.at < REST_MS;
    if (this.#placing || rests || this.#stop.signal.aborted) return;
    this.#placing = this.#place(points)
      .then(() => {
        this.#failure = undefined;
      })
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#placing = undefined;
      });
  }

  async #place(points: readonly MapPoint[]): Promise<void> {
    const { database, embedder } = this.#parts;
    const { signal } = this.#stop;
    const ids = points.map(({ id }) => id);
    const width = embedder.dimensions;
    const vectors = await readVectors(database, ids, width, signal);
    const old = Float32Array.from(points.flatMap(({ x, y }) => [x ?? Number.NaN, y ?? Number.NaN]));
    const positions = await placeInWorker({ vectors, width, old }, signal);
    await keepPositions(database, ids, positions, embedder.id);
  }

  #failed(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#failure = { at: performance.now(), reason: messageOf(error) };
    this.#parts.log.warn({ reason: messageOf(error) }, 'new questions could not be placed on the map');
  }
}
