/** The quick ways that most requests take give the same verdicts as the long ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { Bindings, Trial } from '../../../replay/matching/bindings.ts';
import { requestBody } from '../../../replay/recording/body.ts';
import { compareRequests } from '../../../replay/matching/compare.ts';
import type { Json, ProviderExchange, RecordedRequest } from '../../../replay/recording/exchange.ts';
import { parseJson } from '../../../replay/recording/json.ts';
import { idsIn, mayHoldId } from '../../../replay/matching/ids.ts';
import { Matching, type LiveRequest } from '../../../replay/matching/matching.ts';
import { Redaction } from '../../../replay/secrets/redaction.ts';
import { mayVary, requestKey } from '../../../replay/matching/request-key.ts';
import { body, id, json, mutate, mutation, renewed, reordered, type Mutation } from '../../builders/arbitraries.ts';

function request(type: string, path: string, query: string | undefined, text: string): RecordedRequest {
  const body = requestBody(Buffer.from(text), type);
  return { method: 'POST', path, ...(query === undefined ? {} : { query }), ...(body === undefined ? {} : { body }) };
}

const form = (text: string): string =>
  `--b\r\nContent-Disposition: form-data; name="a"; filename="${text.length}"\r\n\r\n${text}\r\n--b--\r\n`;

/** Requests of every kind of body, from so few values that some are equal. */
const asked = fc.tuple(
  fc.constantFrom('application/json', 'text/plain', 'multipart/form-data; boundary=b', 'application/octet-stream'),
  fc.constantFrom('/v1/chat', '/v1/chat/', '/v1/files/file-0123456789abcdef0123456789abcdef'),
  fc.constantFrom(undefined, '', 'a=1'),
);

/** What becomes of a request between its recording and its replay. */
const ways: ((value: Json, mutation: Mutation) => Json)[] = [
  (value) => value,
  reordered,
  withRenewedIds,
  withOtherNumbers,
  mutate,
];

/** How matching is defined: the first unused exchange, in recorded order, that compares as equal. */
class ByComparing {
  readonly #exchanges: ProviderExchange[];
  readonly #bindings = new Bindings();
  readonly #used = new Set<number>();

  constructor(exchanges: ProviderExchange[]) {
    this.#exchanges = exchanges;
  }

  match({ provider, request }: LiveRequest): number | undefined {
    for (const [position, exchange] of this.#exchanges.entries()) {
      const trial = new Trial(this.#bindings);
      if (this.#used.has(position) || exchange.provider !== provider) continue;
      if (compareRequests(exchange.request, request, trial, 1).length > 0) continue;
      this.#bindings.commit(trial.pairs);
      this.#used.add(position);
      return position;
    }
    return undefined;
  }
}

test('looked up by its key, a request gets the exchange that comparing all of them would give it', () => {
  const seen = { 'looked up': 0, compared: 0, missed: 0 };
  const scene = fc.record({
    bodies: fc.array(body, { minLength: 1, maxLength: 3 }),
    kinds: fc.array(asked, { minLength: 1, maxLength: 2 }),
    recorded: fc.array(fc.nat({ max: 5 }), { minLength: 1, maxLength: 8 }),
    live: fc.array(fc.record({ which: fc.nat({ max: 5 }), way: fc.constantFrom(...ways), mutation }), {
      minLength: 1,
      maxLength: 10,
    }),
  });
  fc.assert(
    fc.property(scene, ({ bodies, kinds, recorded, live }) => {
      const ask = (which: number, change: (value: Json) => Json): LiveRequest => {
        const value = change(bodies[which % bodies.length] ?? null);
        const [type, path, query] = kinds[which % kinds.length] ?? ['text/plain', '/', undefined];
        const text = JSON.stringify(value);
        return {
          provider: which === 5 ? 'q' : 'p',
          request: request(type, path, query, type.includes('form') ? form(text) : text),
        };
      };
      const exchanges = recorded.map((which, i) => ({
        ...ask(which, (value) => (i % 2 === 0 ? value : reordered(value))),
        response: { status: 200, headers: {} },
      }));
      const [quick, slow] = [new Matching(exchanges, []), new ByComparing(exchanges)];
      for (const { which, way, mutation } of live) {
        const asking = ask(which, (value) => way(value, mutation));
        const match = quick.match(asking);
        assert.equal(match.hit ? match.position : undefined, slow.match(asking));
        seen[!match.hit ? 'missed' : mayVary(requestKey(asking)) ? 'compared' : 'looked up']++;
      }
    }),
    { numRuns: 600 },
  );
  for (const [what, times] of Object.entries(seen)) assert.ok(times >= 150, `${what}: ${times}`);
});

function withRenewedIds(value: Json): Json {
  const text = JSON.stringify(value);
  const changed = parseJson(idsIn(text).reduce((text, one) => text.replaceAll(one, renewed(one)), text));
  return changed;
}

/** Numbers that rules forgive, some of them too far away. */
function withOtherNumbers(value: Json): Json {
  const text = JSON.stringify(value)
    .replaceAll('score: 0.5,', 'score: 0.500001,')
    .replaceAll("_count': 61", "_count': 90");
  const changed = parseJson(text);
  return changed;
}

test('a text that holds an id is seen to hold one, wherever it stands and whatever is around it', () => {
  const around = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: fc.constantFrom('a', 'f', '0', '-', ' '), maxLength: 20 }),
  );
  let found = 0;
  fc.assert(
    fc.property(around, fc.oneof(id, fc.constant('batch_0123456789abcdef')), around, (before, one, after) => {
      const text = `${before} ${one} ${after}`;
      assert.ok(mayHoldId(text));
      assert.ok(mayVary(requestKey({ provider: 'p', request: { method: 'POST', path: '/', body: { json: [text] } } })));
      if (idsIn(text).includes(one)) found++;
    }),
    { numRuns: 500 },
  );
  assert.ok(found >= 400, `${found} ids were found`);
});

test('a request that is not looked through for secrets has none', () => {
  const secret = fc.oneof(
    fc.string({ minLength: 8, maxLength: 16 }),
    fc.string({ minLength: 8, maxLength: 16, unit: fc.constantFrom('"', '\\', 'é', '/', 'a', '\n') }),
  );
  const written: ((secret: string) => string)[] = [
    (text) => text,
    (text) => JSON.stringify(text),
    (text) => JSON.stringify({ key: text }),
    (text) => encodeURIComponent(text.toWellFormed()),
  ];
  const seen = { replaced: 0, left: 0 };
  const fields = fc.constantFrom('password', 'Api-Key', 'passwords', 'note', 'client_secret');
  fc.assert(
    fc.property(
      secret,
      fc.constantFrom(...written),
      json,
      fields,
      fc.boolean(),
      fc.boolean(),
      (secret, write, value, field, holds, asText) => {
        const redaction = new Redaction({ THE_API_KEY: secret });
        const json = { value, [field]: ['x', `before ${holds ? write(secret) : ''} after`, { [field]: 'y' }] };
        const body = asText ? { text: JSON.stringify(json) } : { json };
        const request: RecordedRequest = {
          method: 'POST',
          path: '/v1',
          query: holds ? `a=${write(secret)}` : 'a',
          body,
        };
        const [quick, whole] = [
          redaction.request(request, requestKey({ provider: 'p', request })),
          redaction.request(request),
        ];
        assert.deepEqual(quick, whole);
        seen[quick === request ? 'left' : 'replaced']++;
      },
    ),
    { numRuns: 800 },
  );
  for (const [what, times] of Object.entries(seen)) assert.ok(times >= 100, `${what}: ${times}`);
});
