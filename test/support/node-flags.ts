/**
 * Flags of the Node processes that tests start, as `npm test` itself has them: each such process opens PostgreSQL's
 * WebAssembly for a few statements, and optimising its code, as V8 soon does, takes longer than they do.
 */
export const NODE_FLAGS = ['--liftoff-only'];
