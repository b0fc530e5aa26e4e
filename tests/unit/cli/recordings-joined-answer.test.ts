import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinedAnswer } from '../../../cli/recordings/joined-answer.ts';
import type { Json, StreamEvent } from '../../../replay/recording/exchange.ts';

function joined(...events: StreamEvent[]): Json | undefined {
  return joinedAnswer({ status: 200, headers: {}, events });
}

function chunk(index: number, delta: Json, finish: string | null = null): StreamEvent {
  return { data: { id: 'chatcmpl-1', choices: [{ index, delta, finish_reason: finish }], usage: null } };
}

test('a chat stream is joined choice by choice, tool calls by their index', () => {
  const call = (index: number, more: { [key: string]: Json }): Json => ({ tool_calls: [{ index, ...more }] });
  const answer = joined(
    chunk(0, { role: 'assistant', content: '' }),
    chunk(1, { role: 'assistant', content: 'one' }),
    chunk(0, { role: 'assistant', content: 'Hel' }),
    chunk(0, { content: 'lo' }),
    chunk(0, call(0, { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a"' } })),
    chunk(0, call(1, { id: 'call_2', type: 'function', function: { name: 'sub', arguments: '' } })),
    chunk(0, call(0, { function: { arguments: ':1}' } }), 'tool_calls'),
    { data: { id: 'chatcmpl-1', choices: [], usage: { total_tokens: 7 } } },
    { raw: 'data: [DONE]\n\n' },
  );
  assert.deepEqual(answer, {
    id: 'chatcmpl-1',
    choices: [
      {
        index: 0,
        delta: {
          role: 'assistant',
          content: 'Hello',
          tool_calls: [
            { index: 0, id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } },
            { index: 1, id: 'call_2', type: 'function', function: { name: 'sub', arguments: '' } },
          ],
        },
        finish_reason: 'tool_calls',
      },
      { index: 1, delta: { role: 'assistant', content: 'one' }, finish_reason: null },
    ],
    usage: { total_tokens: 7 },
  });
});

test('a response stream is the response that its last event holds', () => {
  const events: StreamEvent[] = [
    {
      raw: 'event: response.created\ndata: {"type":"response.created","response":{"id":"r","status":"in_progress"}}\n\n',
    },
    { data: { type: 'response.output_text.delta', delta: 'Hel' } },
    { data: { type: 'response.output_text.delta', delta: 'lo' } },
  ];
  assert.deepEqual(joined(...events), { id: 'r', status: 'in_progress', text_so_far: 'Hello' });
  const done: StreamEvent = { data: { type: 'response.completed', response: { id: 'r', status: 'completed' } } };
  assert.deepEqual(joined(...events, done), { id: 'r', status: 'completed' });
});

test('other streams stay lists, other bodies are told as what they are', () => {
  assert.deepEqual(joined({ raw: ': ping\n\n' }, { data: 1 }), [': ping', 1]);
  const body = (body: NonNullable<Parameters<typeof joinedAnswer>[0]['body']>) =>
    joinedAnswer({ status: 200, headers: {}, body });
  assert.deepEqual(body({ text: '{"a": 1.0}' }), { a: 1 });
  assert.equal(body({ text: '{broken' }), '{broken');
  assert.equal(body({ base64: 'AAEC' }), '(3 bytes)');
  assert.equal(joinedAnswer({ status: 204, headers: {} }), undefined);
});
