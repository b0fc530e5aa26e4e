/** Changes of recorded answers: which a place can have, and what becomes of the answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeAt, changed, type Kind, kindsAt } from '../../../cli/mutate/change.ts';
import { type Path, placesOf, shapeOf } from '../../../cli/mutate/place.ts';
import { seeded } from '../../../cli/mutate/random.ts';
import type { Json, RecordedAnswer } from '../../../replay/recording/exchange.ts';

const answer = (json: Json): RecordedAnswer => ({ status: 200, headers: {}, body: { json } });
const stream: RecordedAnswer = {
  status: 200,
  headers: {},
  events: [{ data: { n: 1 } }, { data: { n: 2 } }, { data: { n: 3 } }],
};

/** The JSON of an answer with a change in it. */
function jsonWith(json: Json, path: Path, kind: Kind, to?: Json): Json | undefined {
  const { body } = changed(answer(json), { place: { exchange: 0, path }, kind, ...(to === undefined ? {} : { to }) });
  return body !== undefined && 'json' in body ? body.json : undefined;
}

function eventsWith(event: number, kind: Kind): unknown[] {
  const { events = [] } = changed(stream, { place: { exchange: 0, event }, kind });
  return events.map((each) => ('data' in each ? each.data : each));
}

test('the status, each member and each item are places; a null member and the numbers of a vector are none', () => {
  const places = placesOf(answer({ id: 'a', none: null, list: [{ n: 1 }], vector: [1, 2, 3, 4] }), 2);
  assert.deepEqual(
    places.map(({ exchange, path }) => [exchange, path === undefined ? 'status' : shapeOf(path)]),
    [
      [2, 'status'],
      [2, ''],
      [2, 'id'],
      [2, 'list'],
      [2, 'list[]'],
      [2, 'list[].n'],
      [2, 'vector'],
    ],
  );
});

for (const [kind, path, expected] of [
  ['removed', ['a'], { list: [1, 2] }],
  ['null', ['a'], { a: null, list: [1, 2] }],
  ['shorter', ['list'], { a: 'x', list: [1] }],
  ['repeated', ['list'], { a: 'x', list: [1, 2, 2] }],
] as const) {
  test(`a value is ${kind}`, () => assert.deepEqual(jsonWith({ a: 'x', list: [1, 2] }, path, kind), expected));
}

test('a value is changed in its place, and the given answer stays as it is', () => {
  const given = { a: [{ b: 1 }, { b: 1 }] };
  assert.deepEqual(jsonWith(given, ['a', 1, 'b'], 'changed', 9), { a: [{ b: 1 }, { b: 9 }] });
  assert.deepEqual(given, { a: [{ b: 1 }, { b: 1 }] });
});

for (const [kind, expected] of [
  ['dropped', [{ n: 1 }, { n: 3 }]],
  ['doubled', [{ n: 1 }, { n: 2 }, { n: 2 }, { n: 3 }]],
  ['swapped', [{ n: 1 }, { n: 3 }, { n: 2 }]],
] as const) {
  test(`an event is ${kind}`, () => assert.deepEqual(eventsWith(1, kind), expected));
}

test('a stream is cut before an event, and breaks off there', () => {
  const { events, end } = changed(stream, { place: { exchange: 0, event: 1 }, kind: 'cut' });
  assert.deepEqual([events, end], [[{ data: { n: 1 } }], 'broken']);
});

test('only a provider breaks off, and the last event cannot be swapped', () => {
  assert.deepEqual(kindsAt(stream, { exchange: 0, event: 1 }, 'stack'), ['dropped', 'doubled', 'swapped']);
  assert.deepEqual(kindsAt(stream, { exchange: 0, event: 2 }, 'provider'), ['dropped', 'doubled', 'cut']);
});

test('a changed value is another of the same type, for every seed', () => {
  for (const value of ['word', '', '7', ' ', true, 0, 1.5, [1, 2, 3, 4]] satisfies Json[]) {
    for (let seed = 0; seed < 60; seed++) {
      const place = { exchange: 0, path: ['v'] };
      const change = changeAt(answer({ v: value }), place, 'stack', seeded(seed));
      if (change?.kind !== 'changed') continue;
      assert.equal(typeof change.to, typeof value);
      assert.notDeepEqual(change.to, value);
    }
  }
});
