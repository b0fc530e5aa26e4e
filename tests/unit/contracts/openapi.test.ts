/** A small OpenAPI document as a contract. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApiContract } from '../../../contracts/openapi.ts';
import type { Json } from '../../../replay/recording/exchange.ts';
import { answered, contractOf, inShort } from '../../builders/contract.ts';

const json = (schema: Json) => ({ content: { 'application/json': { schema } } });
const contract = contractOf(
  openApiContract('given', 'a small document', {
    openapi: '3.0.0',
    servers: [{ url: 'https://api.example.com/v1' }],
    paths: {
      '/things/{thing_id}': {
        parameters: [],
        get: {
          responses: {
            200: {
              content: {
                ...json({ $ref: '#/components/schemas/Thing' }).content,
                'text/event-stream': { schema: { $ref: '#/components/schemas/Delta' } },
              },
            },
            404: { $ref: '#/components/responses/NotFound' },
            '5XX': json({ type: 'object', required: ['error'] }),
          },
        },
        delete: { responses: { 204: {}, default: {} } },
      },
    },
    components: {
      responses: { NotFound: json({ type: 'object', required: ['detail'] }) },
      schemas: {
        Thing: {
          allOf: [
            { $ref: '#/components/schemas/Base' },
            {
              type: 'object',
              required: ['nullable', 'other'],
              properties: {
                nullable: { type: 'string', nullable: true },
                other: { $ref: '#/components/schemas/NotThere' },
                short: { type: 'string', maxLength: 1 },
              },
            },
          ],
        },
        Base: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
        Delta: { type: 'object', required: ['delta'], properties: { delta: { type: 'string' } } },
      },
    },
  }),
);
const thing = { id: 'a', nullable: null, other: [] };
const found = (body: Json, status = 200) =>
  inShort(contract.findings(answered('GET /v1/things/a', { status, body: { json: body } })));

test('an answer is held against the schema of its operation, below the path of the document’s server', () => {
  assert.deepEqual(found(thing), []);
  assert.deepEqual(found({ ...thing, id: 1 }), ['GET /v1/things/{thing_id} | id | type']);
  assert.deepEqual(found({ id: 'a', nullable: 1 }), [
    'GET /v1/things/{thing_id} | other | missing',
    'GET /v1/things/{thing_id} | nullable | type',
  ]);
});

test('lengths are not looked at, and a schema that the document does not have allows anything', () => {
  assert.deepEqual(found({ ...thing, short: 'long', other: 1 }), []);
});

test('an event is held against the schema of event streams', () => {
  const stream = answered('GET /v1/things/a', { events: [{ data: { type: 'delta' } }] });
  assert.deepEqual(inShort(contract.findings(stream)), ['GET /v1/things/{thing_id} delta | delta | missing']);
});

test('an error is held against the schema of its status, or of its class', () => {
  assert.deepEqual(found({ detail: 'No.' }, 404), []);
  assert.deepEqual(found({}, 404), ['GET /v1/things/{thing_id} 4xx | detail | missing']);
  assert.deepEqual(found({}, 503), ['GET /v1/things/{thing_id} 5xx | error | missing']);
});

test('a status that the document does not have is found, unless it has a default', () => {
  assert.deepEqual(found({}, 409), ['GET /v1/things/{thing_id} | 409 | status']);
  assert.deepEqual(inShort(contract.findings(answered('DELETE /v1/things/a', { status: 409 }))), []);
});

test('what is no OpenAPI document is refused', () => {
  assert.throws(() => openApiContract('given', 'none', { swagger: '2.0' }), /no OpenAPI document/);
});
