import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FieldsSeen } from '../../../contracts/fields.ts';
import type { ContractSource } from '../../../contracts/compile.ts';
import type { ClientExchange, Json } from '../../../replay/recording/exchange.ts';

const text = (value: string) => ({ type: 'string', const: value });
const source: ContractSource = {
  name: 'made',
  title: 'a made contract',
  definitions: {
    'answer of GET /v1/things/{id}': { $ref: '#/definitions/Thing' },
    Thing: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        owner: { type: 'string' },
        parts: { type: 'array', items: { anyOf: [{ $ref: '#/definitions/Text' }, { $ref: '#/definitions/Image' }] } },
        tags: { type: 'object', additionalProperties: { $ref: '#/definitions/Tag' } },
      },
    },
    Text: { type: 'object', properties: { type: text('text'), text: { type: 'string' }, note: { type: 'string' } } },
    Image: { type: 'object', properties: { type: text('image'), url: { type: 'string' } } },
    Tag: { allOf: [{ type: 'object', properties: { name: { type: 'string' } } }] },
  },
  answers: { 'GET /v1/things/{id}': 'answer of GET /v1/things/{id}' },
  events: { 'GET /v1/things/{id}': 'Text' },
  failures: {},
};

function answered(json: Json, status = 200): ClientExchange {
  return { request: { method: 'GET', path: '/v1/things/1' }, response: { status, headers: {}, body: { json } } };
}

function seenIn(...exchanges: ClientExchange[]) {
  const seen = new FieldsSeen(source);
  for (const each of exchanges) seen.add(each);
  return seen;
}

test('counts the fields that answers had, by the type that each part is', () => {
  const seen = seenIn(
    answered({ id: 'a', parts: [{ type: 'text', text: 'one' }], tags: { red: { name: 'red' } } }),
    answered({ id: 'b', owner: null }),
  );
  assert.deepEqual(
    Object.fromEntries([...seen.types].map(([type, fields]) => [type, Object.fromEntries(fields)])),
    {
      Thing: { id: 2, owner: 0, parts: 1, tags: 1 },
      Text: { type: 1, text: 1, note: 0 },
      Tag: { name: 1 },
    },
    'of a union only the type that the value is, and null is not there',
  );
  assert.deepEqual([...seen.held], [['GET /v1/things/{id}', { answers: 2, events: 0 }]]);
});

test('counts events, and neither errors nor operations that the contract does not have', () => {
  const streamed: ClientExchange = {
    request: { method: 'GET', path: '/v1/things/1' },
    response: { status: 200, headers: {}, events: [{ data: { type: 'text', note: 'x' } }, { raw: 'data: [DONE]' }] },
  };
  const other = { ...answered({ id: 'c' }), request: { method: 'GET', path: '/v1/others/1' } };
  const seen = seenIn(streamed, answered({ id: 'd' }, 404), other);
  assert.deepEqual([...seen.held], [['GET /v1/things/{id}', { answers: 0, events: 1 }]]);
  assert.deepEqual(Object.fromEntries(seen.types.get('Text') ?? []), { type: 1, text: 0, note: 1 });
  assert.equal(seen.types.has('Thing'), false);
});
