import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { eachAtOnce } from '../../src/intel/each-at-once.ts';

/** Numbers from 0 on that tell when they are let go of. */
async function* numbers(count: number, letGo: () => void = () => {}): AsyncGenerator<number> {
  try {
    for (let i = 0; i < count; i++) yield i;
  } finally {
    letGo();
  }
}

test('every item is worked on once, so many at once and no more', async () => {
  const done: number[] = [];
  let underWay = 0;
  let most = 0;
  await eachAtOnce(numbers(20), 3, async (item) => {
    most = Math.max(most, ++underWay);
    await turn();
    underWay--;
    done.push(item);
    return 'go on';
  });
  assert.deepEqual([done.toSorted((a, b) => a - b), most], [Array.from({ length: 20 }, (_, i) => i), 3]);
});

test('stop begins nothing more, finishes what has begun, and lets go of the items', async () => {
  const ended: number[] = [];
  let isLetGo = false;
  await eachAtOnce(
    numbers(20, () => {
      isLetGo = true;
    }),
    3,
    async (item) => {
      await turn();
      ended.push(item);
      return item === 1 ? 'stop' : 'go on';
    },
  );
  assert.ok(ended.length <= 4 && [0, 1, 2].every((item) => ended.includes(item)), String(ended));
  assert.ok(isLetGo);
});

test('the first error is thrown once the rest has ended, and nothing more is begun', async () => {
  const ended: number[] = [];
  const work = eachAtOnce(numbers(20), 3, async (item) => {
    await turn();
    if (item === 0) throw new Error('no');
    await turn();
    ended.push(item);
    return 'go on';
  });
  await assert.rejects(work, /no/);
  assert.ok(ended.length <= 3 && ended.includes(1), String(ended));
});

test('items that fail to come are thrown too', async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error('the disk');
  }
  await assert.rejects(
    eachAtOnce(broken(), 2, async () => 'go on'),
    /the disk/,
  );
});
