import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { pieceFaults } from '../../fixtures/protocol/response-text.ts';

const at = { output_index: 0, sequence_number: 0 };
const part = { item_id: 'msg_1', content_index: 0, ...at };
const summary = { item_id: 'rs_1', summary_index: 0, ...at };

const refusal: ResponseStreamEvent[] = [
  { type: 'response.content_part.added', part: { type: 'refusal', refusal: '' }, ...part },
  { type: 'response.refusal.delta', delta: 'I can', ...part },
  { type: 'response.refusal.delta', delta: 'not.', ...part },
  { type: 'response.refusal.done', refusal: 'I cannot.', ...part },
  { type: 'response.content_part.done', part: { type: 'refusal', refusal: 'I cannot.' }, ...part },
];
const reasoning: ResponseStreamEvent[] = [
  { type: 'response.content_part.added', part: { type: 'reasoning_text', text: '' }, ...part },
  { type: 'response.reasoning_text.delta', delta: 'One and ', ...part },
  { type: 'response.reasoning_text.delta', delta: 'itself.', ...part },
  { type: 'response.reasoning_text.done', text: 'One and itself.', ...part },
  { type: 'response.content_part.done', part: { type: 'reasoning_text', text: 'One and itself.' }, ...part },
];
const summarised: ResponseStreamEvent[] = [
  { type: 'response.reasoning_summary_part.added', part: { type: 'summary_text', text: '' }, ...summary },
  { type: 'response.reasoning_summary_text.delta', delta: 'Seven.', ...summary },
  { type: 'response.reasoning_summary_text.done', text: 'Seven.', ...summary },
  { type: 'response.reasoning_summary_part.done', part: { type: 'summary_text', text: 'Seven.' }, ...summary },
];
const mcp: ResponseStreamEvent[] = [
  { type: 'response.mcp_call_arguments.delta', item_id: 'mcp_1', delta: '{"a"', ...at },
  { type: 'response.mcp_call_arguments.delta', item_id: 'mcp_1', delta: ':1}', ...at },
  { type: 'response.mcp_call_arguments.done', item_id: 'mcp_1', arguments: '{"a":1}', ...at },
  {
    type: 'response.output_item.done',
    item: { type: 'mcp_call', id: 'mcp_1', name: 'greet', server_label: 'office', arguments: '{"a":1}' },
    ...at,
  },
];

const streams = { refusal, reasoning, summary: summarised, 'MCP call': mcp };

for (const [what, events] of Object.entries(streams)) {
  test(`a ${what} whose pieces make the whole is sound`, () => assert.deepEqual(pieceFaults(events), []));

  test(`a ${what} that lost a piece is not`, () => {
    const lost = events.findIndex(({ type }) => type.endsWith('.delta'));
    assert.match(pieceFaults(events.toSpliced(lost, 1)).join('\n'), /states ".*", and its deltas are "/);
  });
}

for (const [what, events] of Object.entries({ refusal, reasoning, summary: summarised })) {
  test(`a ${what} that was never opened is not sound`, () => {
    assert.match(pieceFaults(events.slice(1)).join('\n'), /which is not open\n.*is done without having been added/);
  });

  test(`a ${what} that is never done is not sound`, () =>
    assert.match(pieceFaults(events.slice(0, -1)).join('\n'), /is never done/));
}
