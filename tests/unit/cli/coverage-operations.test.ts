import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  kindOf,
  nameOf,
  operationFinder,
  operationsOf,
  parseServed,
  servedText,
} from '../../../cli/coverage/operations.ts';

const document = {
  openapi: '3.1.0',
  paths: {
    '/v1/responses/{response_id}': { get: { tags: ['Responses'], summary: 'one' }, delete: { tags: ['Responses'] } },
    '/v1/responses/compact': { post: { tags: ['Responses'] } },
    '/v1/models/{model_id}': { get: { tags: ['Models'] }, parameters: [] },
    '/v1/responses': { post: { tags: ['Responses'] }, get: {} },
  },
};
const operations = operationsOf(document);

describe('the operations of an OpenAPI document', () => {
  test('are kept by path and method, with their tags and nothing else', () => {
    assert.deepEqual(operations.map(nameOf), [
      'GET /v1/models/{model_id}',
      'GET /v1/responses',
      'POST /v1/responses',
      'POST /v1/responses/compact',
      'DELETE /v1/responses/{response_id}',
      'GET /v1/responses/{response_id}',
    ]);
    assert.deepEqual(operations[1], { method: 'GET', path: '/v1/responses', tags: [] });
    assert.throws(() => operationsOf({ paths: { nothing: {} } }));
  });

  test('are written and read without loss, long ones over several lines', () => {
    const path = `/v1/${'long/'.repeat(20)}{id}`;
    const served = { stack: 'ogx 1.5.0', operations: [...operations, { method: 'GET', path, tags: ['A', 'B'] }] };
    const text = servedText(served);
    assert.deepEqual(parseServed(text), served);
    assert.ok(text.split('\n').every((line) => line.length <= 120 || line.includes(path)));
    assert.match(text, /\n {4}\{ "method": "GET", "path": "\/v1\/responses", "tags": \[\] \},\n/);
  });
});

describe('a request', () => {
  const find = operationFinder(operations);
  const called = (method: string, path: string) => {
    const operation = find({ method, path });
    return operation && nameOf(operation);
  };

  test('calls the operation whose template its path fits', () => {
    assert.equal(called('GET', '/v1/responses/resp_1'), 'GET /v1/responses/{response_id}');
    assert.equal(called('GET', '/v1/models/openai%2Fgpt-4o-mini'), 'GET /v1/models/{model_id}');
  });

  test('calls the literal path before a parameter', () => {
    assert.equal(called('POST', '/v1/responses/compact'), 'POST /v1/responses/compact');
    assert.equal(called('GET', '/v1/responses/compact'), 'GET /v1/responses/{response_id}');
  });

  test('of another method, of more segments or an empty one calls none', () => {
    assert.equal(called('PUT', '/v1/responses'), undefined);
    assert.equal(called('GET', '/v1/responses/resp_1/more'), undefined);
    assert.equal(called('GET', '/v1/responses/'), undefined);
  });
});

describe('what is kept of the default distribution', () => {
  const folder = join(import.meta.dirname, '../../../stack/distributions/ogx-1.5');
  const text = readFileSync(join(folder, 'openapi.json'), 'utf8');
  const served = parseServed(text);

  test('is as the refresh writes it', () => assert.equal(servedText(served), text));

  test('tells whose API an operation belongs to', () => {
    const kinds = new Map(served.operations.map((operation) => [nameOf(operation), kindOf(operation)]));
    assert.equal(kinds.get('POST /v1/responses'), 'OpenAI-compatible');
    assert.equal(kinds.get('POST /v1/messages'), 'Anthropic-compatible');
    assert.equal(kinds.get('POST /v1alpha/inference/rerank'), "the stack's own");
    assert.equal(kinds.get('POST /v1/vector-io/query'), "the stack's own");
  });
});
