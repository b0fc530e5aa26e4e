/** How an answer goes out: what its delivery makes of its chunks and bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, rechunked, sent, torn } from '../../../replay/answers/delivery.ts';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { bytesOf } from '../../../replay/recording/wire.ts';

const stream: RecordedAnswer = {
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  events: [{ data: { n: 1 } }, { data: { n: 2 } }, { raw: 'data: [DONE]\n\n' }],
};
const whole: RecordedAnswer = { status: 200, headers: {}, body: { json: { said: 'héllo' } } };
const bytes = (answer: RecordedAnswer): string => Buffer.concat(answerChunks(answer)).toString();
const lengths = (answer: RecordedAnswer): number[] => answerChunks(answer).map(({ length }) => length);

test('chunks of one size hold the same bytes, and the rest is the last', () => {
  for (const [answer, size] of [
    [stream, 7],
    [stream, 1],
    [whole, 4],
  ] as const) {
    const other = rechunked(answer, size);
    assert.equal(bytes(other), bytes(answer));
    const last = lengths(other).pop() ?? 0;
    assert.ok(
      lengths(other)
        .slice(0, -1)
        .every((length) => length === size) &&
        last <= size &&
        last > 0,
    );
  }
});

test('an answer without a body, and one that never began, have no chunks', () => {
  for (const answer of [
    { status: 204, headers: {} },
    { status: 0, headers: {}, end: 'broken' as const },
    { status: 200, headers: {}, events: [] },
  ])
    assert.equal(rechunked(answer, 3), answer);
});

test('a torn stream ends in the middle of the event behind so many; another answer in the middle of its body', () => {
  assert.equal(bytes(torn(stream, 1)), 'data: {"n":1}\n\ndata: {"');
  assert.deepEqual(lengths(torn(whole, 0)), [Math.ceil(Buffer.byteLength(bytes(whole)) / 2)]);
  assert.deepEqual([torn(stream, 1).end, torn(whole, 1).end], ['broken', 'broken']);
});

test('a cut stream has so many events; another answer its head alone', () => {
  assert.equal(bytes(cut(stream, 2)), 'data: {"n":1}\n\ndata: {"n":2}\n\n');
  assert.deepEqual(cut(whole, 2), { status: 200, headers: {}, end: 'broken' });
});

for (const [what, framing, first] of [
  ['CRLF', { lineEnd: '\r\n' }, 'data: {"n":1}\r\n\r\n'],
  ['CR', { lineEnd: '\r' }, 'data: {"n":1}\r\r'],
  ['comments', { comments: true }, ': keep-alive\n\n: comment\ndata: {"n":1}\n\n'],
  ['more fields', { fields: true }, 'id: 0\nretry: 1000\nunknown: field\ndata: {"n":1}\n\n'],
  ['a byte order mark', { byteOrderMark: true }, '\uFEFFdata: {"n":1}\n\n'],
] as const) {
  test(`a stream may be framed with ${what}`, () => {
    const framed = bytes(sent(stream, { framing }).answer);
    assert.ok(framed.startsWith(first), JSON.stringify(framed));
    assert.equal(framed.split('\uFEFF').length, what === 'a byte order mark' ? 2 : 1);
    assert.equal(sent(whole, { framing }).answer, whole);
  });
}

test('a pause is behind so many events, whatever the chunks', () => {
  const pause = { after: 1, milliseconds: 5 };
  assert.deepEqual(sent(stream, { pause }).pause, { chunks: 1, milliseconds: 5 });
  assert.deepEqual(sent(stream, { pause, chunkBytes: 7 }).pause, { chunks: 3, milliseconds: 5 });
  assert.deepEqual(sent(whole, { pause }).pause, { chunks: 0, milliseconds: 5 });
});

test('the bytes of the first chunks are counted with their frames', () => {
  assert.equal(bytesOf(stream, 1), Buffer.byteLength('f\r\ndata: {"n":1}\n\n\r\n'));
  assert.equal(bytesOf(whole, 1), 0);
});
