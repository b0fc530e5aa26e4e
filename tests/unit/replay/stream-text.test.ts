import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exchangeText } from '../../../replay/recording/exchange-text.ts';
import { streamText } from '../../../replay/recording/stream-text.ts';

test('a stream of chat reads as its joined text, and a line for each event', () => {
  const chunk = (delta: Record<string, string>, finish_reason: string | null = null) => ({
    data: { object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] },
  });
  assert.equal(
    streamText([chunk({ content: 'Hel' }), chunk({ content: 'lo' }, 'stop'), { raw: 'data: [DONE]\n\n' }]),
    [
      'content of choice 0: Hello',
      '',
      '1  chat.completion.chunk  index=0  "Hel"',
      '2  chat.completion.chunk  index=0  finish_reason=stop  "lo"',
      '3  [DONE]',
    ].join('\n'),
  );
});

test('arguments of each tool call are joined by themselves', () => {
  const call = (index: number, text: string) => ({
    data: { choices: [{ index: 0, delta: { tool_calls: [{ index, function: { arguments: text } }] } }] },
  });
  const text = streamText([call(0, '{"a":'), call(1, '{}'), call(0, '1}')]);
  assert.match(text, /^arguments of call 0 of choice 0: \{"a":1\}\narguments of call 1 of choice 0: \{\}\n\n1 /);
});

test('events of responses and messages have their names, and what is wrapped in them', () => {
  const text = streamText([
    {
      event: 'response.created',
      data: { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } },
    },
    { data: { type: 'response.output_text.delta', output_index: 1, delta: 'Hi' } },
    { event: 'content_block_delta', data: { type: 'content_block_delta', index: 0, delta: { text: 'Ho' } } },
    { data: { error: { message: 'no' } } },
  ]);
  assert.match(text, /^output_text 1: Hi\ncontent of block 0: Ho\n/);
  assert.match(text, /1 {2}response\.created +id=resp_1 {2}status=in_progress\n/);
  assert.match(text, /4 {2}error +error=\{"message":"no"\}/);
});

test('an upload is named with its size', () => {
  const form = [{ name: 'file', filename: 'a.txt', content: { text: 'grün' } }];
  const request = { method: 'POST', path: '/v1/files', body: { form } };
  assert.match(
    exchangeText({ request, response: { status: 200, headers: {} } }),
    /file: a\.txt, 5 bytes\n {2}grün\n→ 200/,
  );
});
