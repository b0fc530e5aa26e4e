/** What a bend makes of a recorded answer, and a run of all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asRunWants, bent } from '../../../replay/answers/bend.ts';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { heldAsBytes } from '../../../replay/recording/wire.ts';

const stream: RecordedAnswer = {
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  events: [{ data: { n: 1 } }, { data: { n: 2 } }],
};
const text = (answer: RecordedAnswer): string => Buffer.concat(answerChunks(answer)).toString();

test('an answer that is held as its bytes is cut as any other, and stays as it was', () => {
  const held = heldAsBytes(structuredClone(stream));
  assert.equal(text(bent(held, { cutAfter: 1 }).answer), 'data: {"n":1}\n\n');
  assert.equal(text(held), text(stream));
});

test('a bend without anything leaves an answer as it is', () => {
  assert.deepEqual(bent(stream, {}), { answer: stream });
});

test('a status and headers are put in place of the recorded ones', () => {
  const { answer } = bent(stream, { status: 429, headers: { 'retry-after': '1' } });
  assert.deepEqual([answer.status, answer.headers], [429, { ...stream.headers, 'retry-after': '1' }]);
  assert.equal(stream.status, 200);
});

test('what a run wants comes to what a spec says, and does not undo it', () => {
  assert.deepEqual(asRunWants({ answer: stream, delay: 5 }, { delay: 3 }), { answer: stream, delay: 8 });
  assert.deepEqual(asRunWants({ answer: stream }, { chunkBytes: 14 }).answer.chunks, [14, 14, 2]);
  const paused = { answer: stream, pause: { chunks: 1, milliseconds: 1 } };
  assert.deepEqual(asRunWants(paused, { chunkBytes: 3 }), paused);
});
