import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayHoldId, sameKind } from '../../../replay/matching/ids.ts';

const DIGITS = '0123456789abcdef'.repeat(2);

test('ids are of one kind with one prefix and one length', () => {
  assert.equal(sameKind(`file-${DIGITS}`, `file-${DIGITS.replaceAll('0', 'f')}`), true);
  assert.equal(sameKind(`file-${DIGITS}`, `vs_${DIGITS}`), false);
  assert.equal(sameKind(`file-${DIGITS}`, `abcd-${DIGITS}`), false);
  assert.equal(sameKind(`msg_${DIGITS}`, `msg_${DIGITS.slice(0, 24)}`), false);
});

test('an id is seen at the very beginning and the very end of a text', () => {
  for (const text of [DIGITS, `${DIGITS} and more words`, `a word before ${DIGITS}`]) assert.ok(mayHoldId(text), text);
  for (const text of ['', 'no id in these words, long as they are', DIGITS.slice(1)]) assert.ok(!mayHoldId(text), text);
});
