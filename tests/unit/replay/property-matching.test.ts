import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { requestBody } from '../../../replay/recording/body.ts';
import type { Json, ProviderExchange, RecordedRequest } from '../../../replay/recording/exchange.ts';
import { parseJson } from '../../../replay/recording/json.ts';
import { layout } from '../../../replay/recording/layout.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { FORMAT, parseProviders } from '../../../replay/recording/format.ts';
import { body, id, meaning, mutate, mutation, renewed, reordered } from '../../builders/arbitraries.ts';

function request(text: string, changes: Partial<RecordedRequest> = {}): RecordedRequest {
  const body = requestBody(Buffer.from(text), 'application/json');
  return { method: 'POST', path: '/v1/chat', ...(body === undefined ? {} : { body }), ...changes };
}

/** Exchanges as they are when they have been written to a file and read again. */
function stored(requests: RecordedRequest[]): Matching {
  const exchanges = requests.map((request): ProviderExchange => ({
    provider: 'p',
    request,
    response: { status: 200, headers: {}, body: { text: 'answer' } },
  }));
  const header = { format: FORMAT, test: 't', recorded: '2026-01-01', stack: 's', seam: 'providers' };
  const value = parseJson(JSON.stringify({ ...header, from: {}, literals: [], exchanges }));
  const recording = parseProviders(layout(value), 'file');
  return new Matching(recording.exchanges, recording.literals);
}

const hit = (matching: Matching, request: RecordedRequest, provider = 'p'): boolean =>
  matching.match({ provider, request }).hit;

test('a request that is equal by value always hits: keys in any order, white space anywhere', () => {
  fc.assert(
    fc.property(body, fc.constantFrom(0, 1, 4), (value, indent) => {
      const recorded = stored([request(JSON.stringify(value))]);
      assert.ok(hit(recorded, request(`${JSON.stringify(reordered(value), null, indent)}\n`)));
    }),
    { numRuns: 300 },
  );
});

test('no mutation of a body is answered', () => {
  let tried = 0;
  fc.assert(
    fc.property(body, fc.array(mutation, { minLength: 1, maxLength: 3 }), (value, mutations) => {
      const changed = mutations.reduce<Json>(mutate, value);
      fc.pre(meaning(changed) !== meaning(value));
      tried++;
      assert.ok(!hit(stored([request(JSON.stringify(value))]), request(JSON.stringify(changed))));
    }),
    { numRuns: 1_500 },
  );
  assert.ok(tried >= 1_000, `${tried} mutations were tried`);
});

test('no other method, path, query or provider is answered', () => {
  const other: [string, RecordedRequest, string?][] = [
    ['method', request('{}', { method: 'PUT' })],
    ['path', request('{}', { path: '/v1/chat/' })],
    ['path in other letters', request('{}', { path: '/v1/Chat' })],
    ['query', request('{}', { query: 'a=1' })],
    ['empty query', request('{}', { query: '' })],
    ['no body', { method: 'POST', path: '/v1/chat' }],
    ['provider', request('{}'), 'q'],
  ];
  for (const [what, live, provider] of other) assert.ok(!hit(stored([request('{}')]), live, provider), what);
});

for (const [what, recorded, live] of [
  ['whole numbers that a double rounds to the same', '{"seed":9007199254740993}', '{"seed":9007199254740992}'],
  ['numbers beyond the largest double', '{"a":1e400}', '{"a":1e401}'],
  ['a number beyond the largest double and null', '{"a":1e400}', '{"a":null}'],
  ['another kind of number text inside a string', '{"a":"12345678901234567890"}', '{"a":"12345678901234567891"}'],
  ['a text that says what a mask says', score('0.5'), score('\\u0000<file-search-score>')],
  ['a score beyond the tolerance', score('0.5'), score('0.50002')],
  ['two ids for one', twoIds('a', 'a'), twoIds('b', 'c')],
  ['one id for two', twoIds('a', 'b'), twoIds('c', 'c')],
] as const) {
  test(`not answered: ${what}`, () => {
    assert.ok(!hit(stored([request(recorded)]), request(live)));
    assert.ok(hit(stored([request(recorded)]), request(recorded)));
  });
}

function score(text: string): string {
  return `{"c":"document_id: d, score: ${text}, attributes: {}"}`;
}

function twoIds(one: string, two: string): string {
  return `["file-${one.repeat(32)}","file-${two.repeat(32)}"]`;
}

test('bytes that are no UTF-8 are told apart', () => {
  const read = (...bytes: number[]): RecordedRequest => {
    const body = requestBody(Buffer.from([0x22, ...bytes, 0x22]), 'application/json');
    return { method: 'POST', path: '/v1/chat', ...(body === undefined ? {} : { body }) };
  };
  assert.ok(!hit(stored([read(0xff)]), read(0xfe)));
  assert.ok(hit(stored([read(0xff)]), read(0xff)));
});

test('of equal requests each answers once, and a request more is a miss', () => {
  fc.assert(
    fc.property(body, fc.integer({ min: 1, max: 5 }), (value, count) => {
      const one = request(JSON.stringify(value));
      const matching = stored(Array.from({ length: count }, () => one));
      for (let i = 0; i < count; i++) assert.ok(hit(matching, one));
      assert.ok(!hit(matching, one));
      assert.deepEqual(matching.leftovers(), []);
    }),
    { numRuns: 50 },
  );
});

test('fresh ids hit wherever the recorded ones stood, and stay bound for the attempt', () => {
  const wherever = fc.tuple(fc.string({ maxLength: 5 }), fc.nat({ max: 3 }));
  fc.assert(
    fc.property(
      fc.uniqueArray(id, { minLength: 1, maxLength: 4 }),
      fc.array(wherever, { minLength: 1 }),
      (ids, uses) => {
        const fresh = new Map(ids.map((one) => [one, renewed(one)]));
        fc.pre(new Set(fresh.values()).size === ids.length);
        const write = (of: (one: string) => string): RecordedRequest =>
          request(JSON.stringify(uses.map(([around, i]) => `${around} ${of(ids[i % ids.length] ?? '')} ${around}`)));
        const matching = stored([write((one) => one), write((one) => one)]);
        assert.ok(
          hit(
            matching,
            write((one) => fresh.get(one) ?? ''),
          ),
        );
        assert.ok(
          !hit(
            matching,
            write((one) => renewed(fresh.get(one) ?? '')),
          ),
        );
        assert.ok(
          hit(
            matching,
            write((one) => fresh.get(one) ?? ''),
          ),
        );
      },
    ),
    { numRuns: 200 },
  );
});
