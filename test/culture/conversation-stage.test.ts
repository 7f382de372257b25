import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conversationStage } from '../../src/culture/conversation-stage.ts';

for (const [message, earlierTurns, stage] of [
  ['Ciao!', 0, 'opening'],
  ['tell me a joke', 0, 'opening'],
  ['Ciao!', 2, 'middle'],
  ['tell me another one', 1, 'middle'],
  ['thanks, bye!', 6, 'closing'],
  ['arrivederci', 0, 'closing'],
  ['sampai jumpa kak', 4, 'closing'],
] as const) {
  test(`"${message}" after ${earlierTurns} turns: ${stage}`, () =>
    assert.equal(conversationStage(message, earlierTurns), stage));
}
