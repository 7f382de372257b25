import type { z } from 'zod';
import type { Queryable, QueryOptions } from '../database/database.ts';
import type { AuditFilter, AuditRow, listAudit } from './api/audit.ts';

/** A page of changes, and what there is to filter by. */
type AuditPage = z.infer<(typeof listAudit)['answer']>;

/**
 * The changes that the filters let through, newest first.
 * @throws GoldsmithError `database-unavailable`.
 */
export async function readAudit(
  database: Queryable,
  filter: AuditFilter & { before_id?: number; limit: number },
  options?: QueryOptions,
): Promise<AuditPage> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const conditions = conditionsOf(filter, bind);
  const rows = await database.query<Omit<AuditRow, 'at'> & { at: Date }>(
    `SELECT id::int AS id, at, who, action, subject, subject_id, before, after FROM desk_audit
     ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY desk_audit.id DESC LIMIT ${bind(filter.limit + 1)}`,
    values,
    options,
  );
  // One more than is shown tells whether there is a next page.
  const shown = rows.slice(0, filter.limit);
  return {
    changes: shown.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
    next: rows.length > shown.length ? (shown.at(-1)?.id ?? null) : null,
    people: await differentValues(database, 'who', options),
    actions: await differentValues(database, 'action', options),
  };
}

function conditionsOf(filter: AuditFilter & { before_id?: number }, bind: (value: unknown) => string): string[] {
  const { from, to, who, action, subject, subject_id, before_id } = filter;
  const kind = subject === undefined ? undefined : bind(subject);
  const which = subject_id === undefined ? undefined : bind(subject_id);
  const midnight = (day: string, later = 0) => `((${bind(day)}::date + ${later})::timestamp AT TIME ZONE 'UTC')`;
  return [
    from !== undefined && `at >= ${midnight(from)}`,
    to !== undefined && `at < ${midnight(to, 1)}`,
    who !== undefined && `who = ${bind(who)}`,
    action !== undefined && `action = ${bind(action)}`,
    which === undefined && kind !== undefined && `subject = ${kind}`,
    which !== undefined && kind === undefined && `subject_id = ${which}`,
    which !== undefined && kind !== undefined && ofOne(kind, which),
    before_id !== undefined && `id < ${bind(before_id)}`,
  ].filter((one) => one !== false);
}

/** SQL: to what was done to an answer belongs what was done to its phrasings and hits. */
function ofOne(kind: string, which: string): string {
  return `(subject = ${kind} AND subject_id = ${which}
    OR ${kind} = 'answer' AND subject IN ('phrasing', 'lookup') AND ${which} IN (before->>'answer', after->>'answer'))`;
}

/** Every value of a column, by leaps over its index: there are few people and many changes. */
async function differentValues(
  database: Queryable,
  column: 'who' | 'action',
  options?: QueryOptions,
): Promise<string[]> {
  const rows = await database.query<{ value: string }>(
    `WITH RECURSIVE leaps AS (
       (SELECT ${column} AS value FROM desk_audit ORDER BY ${column} LIMIT 1)
       UNION ALL
       SELECT (SELECT ${column} FROM desk_audit WHERE ${column} > leaps.value ORDER BY ${column} LIMIT 1) FROM leaps
       WHERE leaps.value IS NOT NULL)
     SELECT value FROM leaps WHERE value IS NOT NULL`,
    [],
    options,
  );
  return rows.map(({ value }) => value);
}
