import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageStreamFaults, type MessageEvent } from '../../fixtures/protocol/message-stream.ts';

const start: MessageEvent = { type: 'message_start', message: { content: [] } };
const filled: MessageEvent = { type: 'message_start', message: { content: [{ type: 'text', text: 'Hi' }] } };
const text = (index: number): MessageEvent => ({ type: 'content_block_start', index, content_block: { type: 'text' } });
const tool: MessageEvent = { type: 'content_block_start', index: 0, content_block: { type: 'tool_use' } };
const piece = (index: number): MessageEvent => ({ type: 'content_block_delta', index, delta: { type: 'text_delta' } });
const json = (partial_json: string): MessageEvent => ({
  type: 'content_block_delta',
  index: 0,
  delta: { type: 'input_json_delta', partial_json },
});
const done = (index: number): MessageEvent => ({ type: 'content_block_stop', index });
const reason: MessageEvent = { type: 'message_delta', delta: { stop_reason: 'end_turn' } };
const stop: MessageEvent = { type: 'message_stop' };
const block = [text(0), piece(0), done(0)];

test('a stream of one text is sound', () => {
  assert.deepEqual(messageStreamFaults([start, ...block, reason, stop]), []);
});

test('a stream of two blocks, one after the other, is sound', () => {
  assert.deepEqual(messageStreamFaults([start, ...block, text(1), piece(1), done(1), reason, stop]), []);
});

test('a stream of a tool call in pieces is sound', () => {
  assert.deepEqual(messageStreamFaults([start, tool, json('{"city":'), json('"Paris"}'), done(0), reason, stop]), []);
});

const broken: { what: string; events: MessageEvent[]; says: RegExp }[] = [
  { what: 'nothing at all', events: [], says: /no event/ },
  {
    what: 'no start',
    events: [...block, reason, stop],
    says: /message_start must come first, and content_block_start/,
  },
  { what: 'a start with content', events: [filled, ...block, reason, stop], says: /no content/ },
  { what: 'two starts', events: [start, start, ...block, reason, stop], says: /message_start must come once/ },
  { what: 'no stop', events: [start, ...block, reason], says: /message_stop must come last, and message_delta/ },
  { what: 'no reason', events: [start, ...block, stop], says: /message_delta is missing/ },
  { what: 'two reasons', events: [start, ...block, reason, reason, stop], says: /reason to stop, and 2 do/ },
  { what: 'a block after the reason', events: [start, reason, ...block, stop], says: /after all blocks/ },
  { what: 'a block left open', events: [start, text(0), piece(0), reason, stop], says: /never stopped/ },
  { what: 'blocks at once', events: [start, text(0), text(1), done(1), reason, stop], says: /while block 0 is open/ },
  { what: 'a gap in the numbers', events: [start, text(1), done(1), reason, stop], says: /block 0 is next/ },
  { what: 'a delta for no block', events: [start, piece(0), reason, stop], says: /which is not open/ },
  {
    what: 'a delta of another type',
    events: [start, tool, piece(0), done(0), reason, stop],
    says: /gets a text_delta/,
  },
  { what: 'half an input', events: [start, tool, json('{"ci'), done(0), reason, stop], says: /no JSON: \{"ci/ },
  { what: 'a stop of no block', events: [start, done(0), reason, stop], says: /stops, and is not open/ },
];

for (const { what, events, says } of broken) {
  test(`a stream with ${what} is refused`, () => assert.match(messageStreamFaults(events).join('\n'), says));
}
