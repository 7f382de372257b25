import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GoldsmithError } from '../src/errors.ts';
import { requireNode } from '../src/node-version.ts';

test('a Node that is too old is told with what to do', () => {
  for (const version of ['20.20.2', '22.4.0', '9.0.0'])
    assert.throws(
      () => requireNode(version),
      (error) =>
        error instanceof GoldsmithError &&
        error.code === 'old-node' &&
        error.message.includes(version) &&
        /Node 24/.test(error.message),
    );
});

test('Node 24 and newer are taken, this one included', () => {
  for (const version of ['24.0.0', '24.21.0', '26.1.0', '100.0.0', undefined]) requireNode(version);
});
