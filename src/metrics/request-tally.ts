import { Durations } from '../durations.ts';

/** How long the requests of a route that ended with a status took. */
export interface TimedRequests {
  /** Its pattern, such as `/lookups/:key/wrong`; never an address as it came. */
  route: string;
  /** 499 where the client went away before its answer was out. */
  status: number;
  durations: Durations;
}

/** Counts the requests of one server. */
export class RequestTally {
  readonly #routes = new Map<string, Map<number, Durations>>();

  /** Takes a request that has ended. */
  add(route: string, status: number, milliseconds: number): void {
    let ofRoute = this.#routes.get(route);
    if (!ofRoute) {
      ofRoute = new Map();
      this.#routes.set(route, ofRoute);
    }
    let durations = ofRoute.get(status);
    if (!durations) {
      durations = new Durations();
      ofRoute.set(status, durations);
    }
    durations.add(milliseconds);
  }

  /** All so far. */
  get requests(): TimedRequests[] {
    return Array.from(this.#routes, ([route, statuses]) =>
      Array.from(statuses, ([status, durations]) => ({ route, status, durations })),
    ).flat();
  }
}
