// First: it must run before onnxruntime-node is loaded.
import './no-telemetry.ts';

import { parentPort } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { messageOf } from '../errors.ts';
import type { ThreadAnswer, ThreadTask } from './minilm-model.ts';

// The thread of `minilm-model.ts`.

/** How many numbers each token's vector has. */
const DIMENSIONS = 384;

/** One run of the model: the mean over its tokens' vectors. */
async function run(session: InferenceSession, tokens: readonly number[]): Promise<Float32Array> {
  const shape = [1, tokens.length];
  const output = await session.run({
    input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), shape),
    attention_mask: new Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape),
    token_type_ids: new Tensor('int64', new BigInt64Array(tokens.length), shape),
  });
  const states = output.last_hidden_state.data as Float32Array;
  const mean = new Float32Array(DIMENSIONS);
  for (let at = 0; at < states.length; at++) mean[at % DIMENSIONS] += states[at];
  for (let i = 0; i < DIMENSIONS; i++) mean[i] /= tokens.length;
  return mean;
}

async function answer(work: () => Promise<Float32Array | undefined>): Promise<void> {
  const told: ThreadAnswer = await work().then(
    (vector) => ({ vector }),
    (error) => ({ failed: messageOf(error) }),
  );
  parentPort?.postMessage(told);
}

let session: InferenceSession;

async function load(weights: Uint8Array): Promise<undefined> {
  session = await InferenceSession.create(weights, { intraOpNumThreads: 1, interOpNumThreads: 1 });
}

async function close(): Promise<void> {
  await session.release();
  parentPort?.close();
}

/** Kept when the tasks before have ended: answers come in their order. */
let turn: Promise<void> = Promise.resolve();

parentPort?.on('message', (task: ThreadTask) => {
  turn = turn.then(() => {
    if (task === 'close') return close();
    return answer(() => (task instanceof Uint8Array ? load(task) : run(session, task)));
  });
});
