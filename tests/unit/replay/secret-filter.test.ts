import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Redaction } from '../../../replay/secrets/redaction.ts';
import { cut } from '../../builders/arbitraries.ts';

const KEY = 'canary/key+0123é';

function passed(chunks: readonly Buffer[]): { all: string; pieces: Buffer[] } {
  const filter = new Redaction({ THE_API_KEY: KEY }).filter();
  const pieces = [...chunks.map((chunk) => filter.pass(chunk)), filter.rest()];
  return { all: Buffer.concat(pieces).toString(), pieces };
}

test('a secret does not pass, in whatever chunks its bytes come', () => {
  const text = fc.tuple(fc.string(), fc.string(), fc.constantFrom(KEY, encodeURIComponent(KEY)));
  fc.assert(
    fc.property(
      text.chain(([before, after, key]) => {
        const of = (middle: string): string => `${before}|${middle}|${after}`;
        return fc.tuple(fc.constant(of('<redacted:THE_API_KEY>')), cut(fc.constant(Buffer.from(of(key)))));
      }),
      ([expected, chunks]) => assert.equal(passed(chunks).all, expected),
    ),
    { numRuns: 300 },
  );
});

test('what holds no secret passes unchanged, and at once where no secret begins', () => {
  fc.assert(
    fc.property(cut(fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes))), (chunks) => {
      const filter = new Redaction({ THE_API_KEY: KEY }).filter();
      const out = Buffer.concat([...chunks.map((chunk) => filter.pass(chunk)), filter.rest()]);
      assert.deepEqual(out, Buffer.concat(chunks));
    }),
  );
  const events = ['data: {"a":1}\n\n', 'data: [DONE]\n\n'].map((event) => Buffer.from(event));
  assert.deepEqual(passed(events).pieces, [...events, Buffer.alloc(0)]);
});

test('the beginning of a secret that does not go on passes with the next chunk', () => {
  const { pieces } = passed([Buffer.from('say canary'), Buffer.from(' bird')]);
  assert.deepEqual(pieces.map(String), ['say ', 'canary bird', '']);
});
