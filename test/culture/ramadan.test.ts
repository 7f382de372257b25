import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeRamadan, ramadanFrom } from '../../src/culture/ramadan.ts';

// The calendar of Umm al-Qura, as Saudi Arabia publishes it.
for (const [day, year, first, last] of [
  ['2024-01-01', 1445, '2024-03-11', '2024-04-09'],
  ['2025-02-28', 1446, '2025-03-01', '2025-03-29'],
  ['2025-03-01', 1446, '2025-03-01', '2025-03-29'],
  ['2025-03-29T23:59:59Z', 1446, '2025-03-01', '2025-03-29'],
  ['2026-02-18', 1447, '2026-02-18', '2026-03-19'],
  ['2026-11-23', 1448, '2027-02-08', '2027-03-08'],
  // Two of them begin in 2030.
  ['2030-01-01', 1451, '2030-01-05', '2030-02-03'],
  ['2030-03-01', 1452, '2030-12-26', '2031-01-23'],
] as const) {
  test(`from ${day} on: Ramadan ${year}`, () =>
    assert.deepEqual(ramadanFrom(new Date(day)), { year, first: new Date(first), last: new Date(last) }));
}

test('in the week after it the Ramadan that is over still counts, then the next', () => {
  assert.equal(ramadanFrom(new Date('2025-04-05T12:00:00Z')).year, 1446);
  assert.equal(ramadanFrom(new Date('2025-04-06')).year, 1447);
});

test('its dates are told with the feast and the day itself', () => {
  const today = new Date('2026-11-23T10:00:00Z');
  assert.equal(
    describeRamadan(ramadanFrom(today), today),
    'Today is 23 November 2026. Ramadan 1448 is from 8 February 2027 to 8 March 2027 and Idul Fitri on 9 March 2027, as calculated; the government announces the day itself shortly before.',
  );
});
