import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observe, type TestCalls } from '../../../cli/coverage/observed.ts';
import { testsBehind, testsBehindText } from '../../../cli/coverage/tests-behind.ts';
import type { StreamEvent } from '../../../replay/recording/exchange.ts';

const operations = [
  { method: 'POST', path: '/v1/responses', tags: ['Responses'] },
  { method: 'GET', path: '/v1/models', tags: ['Models'] },
  { method: 'POST', path: '/v1/messages', tags: ['Messages'] },
];

function call(method: string, path: string, status = 200, events: StreamEvent[] = []): TestCalls['calls'][number] {
  return { request: { method, path }, response: { status, headers: {}, events } };
}
const created = { data: { type: 'response.created' } };

const observed = observe(operations, [
  { title: 'a › one', setup: 'gpt', calls: [call('POST', '/v1/responses', 200, [created, created])] },
  { title: 'a › one', setup: 'ollama', calls: [call('POST', '/v1/responses', 200, [created])] },
  { title: 'a › two', setup: 'gpt', calls: [call('POST', '/v1/responses', 400), call('GET', '/v1/nothing', 404)] },
  { title: 'b › three', setup: 'gpt', calls: [call('POST', '/v1/messages', 0, [{ data: { type: 'message_start' } }])] },
]);

test('a test counts once for an operation, under however many setups it was recorded', () => {
  const seen = observed.operations.get('POST /v1/responses');
  assert.deepEqual([...(seen?.tests ?? [])], ['a › one', 'a › two']);
  assert.deepEqual([...(seen?.setups ?? [])], ['gpt', 'ollama']);
});

test('only 2xx is an answer: neither a refusal nor a stream that never began', () => {
  assert.deepEqual([...(observed.operations.get('POST /v1/responses')?.answered ?? [])], ['a › one']);
  assert.equal(observed.operations.get('POST /v1/messages')?.answered.size, 0);
});

test('an operation that nobody calls is there with no tests', () => {
  assert.equal(observed.operations.get('GET /v1/models')?.tests.size, 0);
});

test('a request that no operation describes is named', () => {
  assert.deepEqual([...observed.undescribed.keys()], ['GET /v1/nothing']);
});

test('only events of responses count', () => {
  assert.deepEqual([...observed.events.keys()], ['response.created']);
});

test('the tests behind a row can be asked for by a part of its name', () => {
  assert.deepEqual(testsBehindText(testsBehind(observed, 'post /V1/RESP'), 'post /V1/RESP'), [
    'POST /v1/responses (2)',
    '  a › one',
    '  a › two  (never answered 2xx)',
  ]);
  assert.deepEqual(testsBehindText(testsBehind(observed, 'silly'), 'silly'), [
    'No operation, request or event has "silly" in its name.',
  ]);
});
