import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseOutputItem, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { kindFaults } from '../../fixtures/protocol/response-kinds.ts';

const call: ResponseOutputItem.McpCall = {
  type: 'mcp_call',
  id: 'mcp_1',
  name: 'greet',
  arguments: '{}',
  server_label: 'office',
};
const at = { output_index: 0, sequence_number: 0 };
const added: ResponseStreamEvent = { type: 'response.output_item.added', item: call, ...at };
const done: ResponseStreamEvent = { type: 'response.output_item.done', item: call, ...at };
const delta: ResponseStreamEvent = { type: 'response.mcp_call_arguments.delta', item_id: 'mcp_1', delta: '{}', ...at };
const completed: ResponseStreamEvent = { type: 'response.mcp_call.completed', item_id: 'mcp_1', ...at };

const faultsOf = (...events: ResponseStreamEvent[]) => kindFaults(events).join('\n');

test('events about their own kind of item are sound', () => assert.equal(faultsOf(added, delta, completed, done), ''));

test('an event about an item of another kind is found', () => {
  const other: ResponseStreamEvent = {
    type: 'response.function_call_arguments.delta',
    item_id: 'mcp_1',
    delta: '',
    ...at,
  };
  assert.match(
    faultsOf(added, other, done),
    /function_call_arguments\.delta is about mcp_1, which is of type mcp_call/,
  );
});

test('an event before its item is added is held to the kind of the item, too', () => {
  const early: ResponseStreamEvent = {
    type: 'response.refusal.delta',
    item_id: 'mcp_1',
    content_index: 0,
    delta: '',
    ...at,
  };
  assert.match(faultsOf(early, added, done), /refusal\.delta is about mcp_1, which is of type mcp_call/);
});

test('an event about an item that it does not name is found', () => {
  assert.match(faultsOf(added, { ...completed, item_id: '' }, done), /mcp_call\.completed names no item/);
});

test('an item that changes its kind is found', () => {
  const other: ResponseOutputItem = {
    type: 'function_call',
    id: 'mcp_1',
    call_id: 'call_1',
    name: 'greet',
    arguments: '{}',
  };
  assert.match(
    faultsOf(added, { type: 'response.output_item.done', item: other, ...at }),
    /mcp_1 is added as mcp_call and done as function_call/,
  );
});

test('an event that the protocol does not have is found', () => {
  const events: ResponseStreamEvent[] = JSON.parse('[{"type":"response.mcp_call.arguments.done","item_id":"mcp_1"}]');
  assert.match(faultsOf(added, ...events, done), /response\.mcp_call\.arguments\.done is no event of the protocol/);
});

test('events about the response name no item', () => {
  assert.equal(faultsOf({ type: 'error', code: null, message: 'no', param: null, sequence_number: 0 }), '');
});
