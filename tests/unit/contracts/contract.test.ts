/** Answers held against a small contract, which has one place for each rule. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json, RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { answered, contractOf, inShort } from '../../builders/contract.ts';

const contract = contractOf({
  name: 'small',
  title: 'a small contract',
  definitions: {
    Thing: {
      type: 'object',
      required: ['id', 'status', 'usage', 'deleted_at'],
      properties: {
        id: { type: 'string' },
        status: { type: 'string', enum: ['completed', 'failed'] },
        usage: { $ref: '#/definitions/Usage' },
        deleted_at: { type: ['number', 'null'] },
        note: { type: 'string' },
        reason: { anyOf: [{ type: 'string', enum: ['stop', 'length'] }, { type: 'null' }] },
        output: { type: 'array', items: { anyOf: [{ $ref: '#/definitions/Text' }, { $ref: '#/definitions/Call' }] } },
        metadata: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
    Usage: { type: 'object', required: ['total'], properties: { total: { type: 'number' } } },
    Text: {
      type: 'object',
      required: ['type', 'text'],
      properties: { type: { const: 'text' }, text: { type: 'string' } },
    },
    Call: {
      type: 'object',
      required: ['type', 'name'],
      properties: { type: { const: 'call' }, name: { type: 'string' } },
    },
    Created: {
      type: 'object',
      required: ['type', 'thing'],
      properties: { type: { const: 'thing.created' }, thing: { $ref: '#/definitions/Thing' } },
    },
    Delta: {
      type: 'object',
      required: ['type', 'delta'],
      properties: { type: { const: 'thing.delta' }, delta: { type: 'string' } },
    },
    Event: { anyOf: [{ $ref: '#/definitions/Created' }, { $ref: '#/definitions/Delta' }] },
    Failure: {
      type: 'object',
      required: ['error'],
      properties: {
        error: { type: 'object', required: ['message'], properties: { message: { type: 'string' } } },
      },
    },
  },
  answers: { 'POST /v1/things': 'Thing', 'GET /v1/things/{id}': 'Thing' },
  events: { 'POST /v1/things': 'Event' },
  failures: 'Failure',
});

const thing = { id: 'thing_1', status: 'completed', usage: { total: 3 }, deleted_at: null };

const found = (json: Json, response: Partial<RecordedAnswer> = {}, operation = 'POST /v1/things') =>
  inShort(contract.findings(answered(operation, { body: { json }, ...response })));
const inEvents = (...events: Json[]) =>
  inShort(contract.findings(answered('POST /v1/things', { events: events.map((data) => ({ data })) })));

describe('a whole answer', () => {
  test('of its type is fine, and so is a member that the type does not have', () => {
    assert.deepEqual(found({ ...thing, more: 1 }), []);
  });

  test('misses a required member', () => {
    const { usage: _, ...without } = thing;
    assert.deepEqual(found(without), ['POST /v1/things | usage | missing']);
    assert.deepEqual(found({ ...thing, usage: {} }), ['POST /v1/things | usage.total | missing']);
  });

  test('has null for a required member', () => {
    assert.deepEqual(found({ ...thing, id: null }), ['POST /v1/things | id | null']);
  });

  test('has null for a member that may be absent or null', () => {
    assert.deepEqual(found({ ...thing, note: null }), []);
  });

  test('has a member of another type', () => {
    assert.deepEqual(found({ ...thing, note: 1, usage: { total: '3' } }), [
      'POST /v1/things | usage.total | type',
      'POST /v1/things | note | type',
    ]);
  });

  test('has a value outside its enumeration', () => {
    assert.deepEqual(found({ ...thing, status: 'done' }), ['POST /v1/things | status | enum']);
    assert.deepEqual(found({ ...thing, reason: 'done' }), ['POST /v1/things | reason | enum']);
    assert.deepEqual(found({ ...thing, reason: null }), []);
  });

  test('is held against the type of a union that it says it is, at any index', () => {
    const output: Json[] = [{ type: 'text', text: 'a' }, { type: 'call' }, { type: 'call' }];
    assert.deepEqual(found({ ...thing, output }), ['POST /v1/things | output[].name | missing']);
  });

  test('has an unknown type in a union', () => {
    assert.deepEqual(found({ ...thing, output: [{ type: 'image' }, 'text'] }), [
      'POST /v1/things | output[].type | enum',
      'POST /v1/things | output[] | type',
    ]);
  });

  test('names no keys of a map', () => {
    assert.deepEqual(found({ ...thing, metadata: { one: 1, two: 2 } }), ['POST /v1/things | metadata.* | type']);
  });

  test('is no JSON', () => {
    assert.deepEqual(found(null, { body: { text: '<html>' } }), ['POST /v1/things |  | type']);
  });

  test('is found by an operation with an id, and of other operations nothing is known', () => {
    assert.deepEqual(found({}, {}, 'GET /v1/things/thing_1').length, 4);
    assert.deepEqual(found({}, {}, 'GET /v1/others/1'), []);
  });

  test('of which a part never came is not looked at', () => {
    assert.deepEqual(found({}, { end: 'cut' }), []);
  });

  test('says which type and member of the contract has it otherwise', () => {
    const [first] = contract.findings(answered('POST /v1/things', { body: { json: { ...thing, usage: {} } } }));
    assert.deepEqual(first, {
      contract: 'small',
      at: 'POST /v1/things',
      path: 'usage.total',
      shown: 'usage.total',
      rule: 'missing',
      place: 'Usage.total',
      detail: 'is missing, and is required',
      source: `${contract.title}: Usage.total`,
    });
  });
});

describe('a stream', () => {
  test('of known events is fine', () => {
    assert.deepEqual(inEvents({ type: 'thing.created', thing }, { type: 'thing.delta', delta: 'a' }), []);
  });

  test('has an event of an unknown type', () => {
    assert.deepEqual(inEvents({ type: 'thing.done' }), ['POST /v1/things thing.done | type | enum']);
  });

  test('has an event without what its type requires, each place told once', () => {
    assert.deepEqual(inEvents({ type: 'thing.delta' }, { type: 'thing.delta' }), [
      'POST /v1/things thing.delta | delta | missing',
    ]);
    assert.deepEqual(inEvents({ type: 'thing.created', thing: { ...thing, status: 'done' } }), [
      'POST /v1/things thing.created | thing.status | enum',
    ]);
  });

  test('has an error without its message', () => {
    assert.deepEqual(inEvents({ error: {} }), ['POST /v1/things error | error.message | missing']);
  });
});

describe('an answer of 400 and above', () => {
  test('is held against the type of errors', () => {
    assert.deepEqual(found({ error: { message: 'No.' } }, { status: 404 }), []);
    assert.deepEqual(found({ detail: 'No.' }, { status: 404 }), ['POST /v1/things 4xx | error | missing']);
    assert.deepEqual(found({ error: 'No.' }, { status: 500 }), ['POST /v1/things 5xx | error | type']);
  });
});

test('a person is told the value, and what it is to be', () => {
  const json = { ...thing, status: 'done', usage: { total: 'x'.repeat(100) } };
  const told = contract.findings(answered('POST /v1/things', { body: { json } })).map(({ detail }) => detail);
  assert.deepEqual(told, [
    'is "done", and is to be "completed", "failed"',
    `is "${'x'.repeat(56)}…, and is to be of type number`,
  ]);
});
