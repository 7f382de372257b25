import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { toFirstBad } from '../../src/upstream/to-first-bad.ts';

test('a list is looked at no further than to its first bad item', () => {
  let looks = 0;
  const item = z.unknown().refine((value) => {
    looks++;
    return value === 'good';
  });
  const list = toFirstBad(z.array(item));
  const { error } = list.safeParse(['good', ...new Array(10_000).fill('bad')]);
  assert.deepEqual(
    error?.issues.map(({ path }) => path),
    [[1]],
  );
  assert.ok(looks <= 4, `${looks} looks`);
});

test('a good list, one that is none and a missing one are told as without it', () => {
  const plain = z.object({ list: z.array(z.string()).min(1).max(3) });
  const bounded = z.object({ list: toFirstBad(plain.shape.list) });
  for (const value of [
    { list: ['a', 'b'] },
    { list: [] },
    { list: ['a', 'b', 'c', 'd'] },
    { list: 'a' },
    {},
    { list: [1] },
  ]) {
    const [expected, told] = [plain.safeParse(value), bounded.safeParse(value)];
    assert.deepEqual([told.data, told.error?.issues], [expected.data, expected.error?.issues]);
  }
  assert.deepEqual(z.toJSONSchema(bounded, { io: 'input' }), z.toJSONSchema(plain, { io: 'input' }));
});
