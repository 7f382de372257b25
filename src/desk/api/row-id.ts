import { z } from 'zod';

/** The highest number that a row of most tables can have: PostgreSQL's `integer`. */
export const MOST_ROWS = 2_147_483_647;

/** The number of a row, in an address. */
export const rowId = z.coerce.number().int().positive().max(MOST_ROWS);
