import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DeskConfig } from '../config.ts';
import type { Database } from '../database/database.ts';
import { GoldsmithError } from '../errors.ts';
import type { DeskRole } from './api/endpoint.ts';

/** Who makes a request. */
export interface DeskUser {
  /** As they gave it when they signed in. */
  name: string;
  role: DeskRole;
  csrfToken: string;
}

/** A session that was just opened. */
export interface OpenedSession extends DeskUser {
  /** For the cookie; kept nowhere. */
  token: string;
}

/** For so long a session holds, seconds. */
export const SESSION_SECONDS = 12 * 3600;

/**
 * After so many wrong tokens in a minute whoever sent them is told to wait. The right token lets in even then: else anybody could keep
 * the operator out, who may share an address with everybody by a proxy. It is the length of the tokens that stops guessing.
 */
const ATTEMPTS_PER_MINUTE = 20;
const MINUTE_MS = 60_000;

interface SessionRow extends Omit<DeskUser, 'csrfToken'> {
  csrf_token: string;
  opened_with: string;
}

/** The desk's sessions, in the table `desk_sessions`, so that a restart signs nobody out. */
export class DeskSessions {
  readonly #database: Database;
  readonly #tokens: [DeskRole, string | undefined][];
  /** Wrong tokens by the client's address, since {@link #minute} began. */
  #wrong = new Map<string, number>();
  #minute = performance.now();

  constructor(database: Database, { adminToken, readerToken }: DeskConfig) {
    this.#database = database;
    this.#tokens = [
      ['editor', adminToken],
      ['reader', readerToken],
    ];
  }

  /** Whether anybody has to sign in. */
  get areNeeded(): boolean {
    return this.#tokens.some(([, token]) => token !== undefined);
  }

  /**
   * Opens a session for who knows a token.
   * @param address of the client.
   * @throws GoldsmithError `not-signed-in` for a wrong token, `too-many-attempts` for one of too many, `database-unavailable`.
   */
  async open(given: string, name: string, address: string): Promise<OpenedSession> {
    const [role, known] = this.#tokens.find(([, token]) => token !== undefined && isSame(token, given)) ?? [];
    if (!role || !known) {
      this.#countWrong(address);
      throw new GoldsmithError('not-signed-in', 'That is neither the admin token nor the reader token.');
    }
    const session = { token: newToken(), csrfToken: newToken(), name, role };
    await this.#database.query(
      `WITH old AS (DELETE FROM desk_sessions WHERE expires_at < now())
       INSERT INTO desk_sessions (token_hash, opened_with, csrf_token, name, role, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6))`,
      [hashOf(session.token), keyed(session.token, known), session.csrfToken, name, role, SESSION_SECONDS],
    );
    return session;
  }

  /** Whose session a cookie's token is, as long as it holds and the token that opened it is still the operator's. */
  async find(token: string): Promise<DeskUser | undefined> {
    const [row] = await this.#database.query<SessionRow>(
      'SELECT name, role, csrf_token, opened_with FROM desk_sessions WHERE token_hash = $1 AND expires_at > now()',
      [hashOf(token)],
    );
    const known = this.#tokens.find(([role]) => role === row?.role)?.[1];
    if (!row || known === undefined || !isSame(row.opened_with, keyed(token, known))) return undefined;
    return { name: row.name, role: row.role, csrfToken: row.csrf_token };
  }

  /** Ends a session. */
  async close(token: string): Promise<void> {
    await this.#database.query('DELETE FROM desk_sessions WHERE token_hash = $1', [hashOf(token)]);
  }

  #countWrong(address: string): void {
    const now = performance.now();
    if (now - this.#minute > MINUTE_MS) {
      this.#wrong.clear();
      this.#minute = now;
    }
    const wrong = this.#wrong.get(address) ?? 0;
    this.#wrong.set(address, wrong + 1);
    if (wrong >= ATTEMPTS_PER_MINUTE)
      throw new GoldsmithError('too-many-attempts', 'Too many wrong tokens. Wait a minute.', { retryable: true });
  }
}

/** A secret that nobody guesses. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that tells nothing of either. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

function keyed(key: string, secret: string): string {
  return createHmac('sha256', key).update(secret).digest('base64');
}
