import { spawnSync } from 'node:child_process';

/** Found, not imported, which takes longer than what most tests do with it. */
const IS_THERE = "import importlib.util, sys; sys.exit(importlib.util.find_spec('sklearn') is None)";

/** A Python that has scikit-learn, or undefined. */
export const pythonWithSklearn = ['python3', '/usr/bin/python3'].find(
  (python) => spawnSync(python, ['-c', IS_THERE]).status === 0,
);

/** For a test's `skip`: why it cannot run here, or false. */
export const withoutSklearn = pythonWithSklearn ? false : 'python3 with scikit-learn is not installed here';

/** Runs a script that reads JSON from its input and prints JSON; `vectors` there are lists of numbers. */
export function runSklearn<Result>(script: string, input: unknown): Result {
  const json = JSON.stringify(input, (_, value) => (value instanceof Float32Array ? [...value] : value));
  const run = spawnSync(pythonWithSklearn!, ['-c', script], { input: json, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}
