import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { alignedDifferences } from '../../../replay/drift/aligned-differences.ts';
import { Bindings, Trial } from '../../../replay/matching/bindings.ts';
import { compareValues } from '../../../replay/matching/compare.ts';
import type { Json } from '../../../replay/recording/exchange.ts';
import { parseJson } from '../../../replay/recording/json.ts';

const told = (was: Json, is: Json, limit = 20): string[] =>
  alignedDifferences(was, is, new Trial(new Bindings()), limit, 'x').map(
    ({ path, recorded, live }) => `${path}: ${JSON.stringify(recorded)} → ${JSON.stringify(live)}`,
  );

test('an item that is new, or gone, is one difference, and those behind it are none', () => {
  assert.deepEqual(told(['a', 'b', 'c'], ['a', 'new', 'b', 'c']), ['x[1]: undefined → "new"']);
  assert.deepEqual(told(['a', 'b', 'c'], ['b', 'c']), ['x[0]: "a" → undefined']);
  assert.deepEqual(told(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'e', 'f']), [
    'x[0]: "a" → undefined',
    'x[3]: undefined → "e"',
    'x[4]: undefined → "f"',
  ]);
});

test('an item that changed beside one that is new is told by its paths', () => {
  const [a, b, changed] = [
    { n: 'a', v: 1 },
    { n: 'b', v: 1 },
    { n: 'b', v: 2 },
  ];
  assert.deepEqual(told([a, b, 'end'], [a, changed, 'end', 'more']), ['x[1].v: 1 → 2', 'x[3]: undefined → "more"']);
});

test('as many items on both sides are compared by position', () => {
  assert.deepEqual(told(['a', 'b'], ['b', 'a']), ['x[0]: "a" → "b"', 'x[1]: "b" → "a"']);
});

test('the number of an event is no difference of its own where one came in before it, and else is', () => {
  const events = (...types: string[]) => types.map((type, sequence_number) => ({ type, sequence_number }));
  assert.deepEqual(told(events('start', 'end'), events('start', 'new', 'end')), ['x[1]: undefined → {"type":"new"}']);
  assert.deepEqual(told([{ sequence_number: 0 }], [{ sequence_number: 1 }]), ['x[0].sequence_number: 0 → 1']);
});

test('items are aligned whatever their ids are, and ids are bound all the same', () => {
  const file = (sign: string): Json => ({ id: `file-${sign.repeat(32)}` });
  const trial = new Trial(new Bindings());
  const differences = alignedDifferences(
    [file('a'), file('b'), 'end'],
    ['new', file('c'), file('c'), 'end'],
    trial,
    20,
    'x',
  );
  assert.deepEqual(
    differences.map(({ path, why }) => [path, why !== undefined]),
    [
      ['x[0]', false],
      ['x[2].id', true],
    ],
  );
});

test('a key that every object inherits is no field', () => {
  assert.deepEqual(told({ a: 1 }, parseJson('{"a":1,"constructor":2}')), ['x.constructor: undefined → 2']);
});

test('there is a difference just where a comparison by position finds one, and no more than the limit', () => {
  const value = fc.jsonValue({ maxDepth: 3 }).map((made): Json => parseJson(JSON.stringify(made)));
  fc.assert(
    fc.property(value, value, (was, is) => {
      const plain = compareValues(was, is, new Trial(new Bindings()), Infinity, 'x');
      assert.equal(told(was, is).length > 0, plain.length > 0);
      assert.deepEqual(told(was, was), []);
      assert.ok(told(was, is, 2).length <= 2);
    }),
    { numRuns: 500 },
  );
});
