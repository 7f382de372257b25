import type pg from 'pg';
import type { ConnectionSource } from './pooled-database.ts';

/** Connections to a PostgreSQL server, by URL. */
export class ServerSource implements ConnectionSource {
  readonly capabilities = { singleConnection: false };
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async poolConfig(): Promise<pg.PoolConfig> {
    return { connectionString: this.#url, max: 10 };
  }

  describe(): string {
    const url = new URL(this.#url);
    url.password = '';
    for (const secret of ['password', 'sslpassword']) url.searchParams.delete(secret);
    return url.toString();
  }

  async close(): Promise<void> {}
}
