import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChatCompletionChunk } from 'openai/resources/chat/completions';
import { chatChunkFaults } from '../../fixtures/protocol/chat-chunks.ts';

type Choice = ChatCompletionChunk.Choice;

const chunk = (fields: Partial<ChatCompletionChunk>): ChatCompletionChunk => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'ollama/a',
  choices: [],
  ...fields,
});
const piece = (delta: Choice['delta'], finish_reason: Choice['finish_reason'] = null, index = 0) =>
  chunk({ choices: [{ index, delta, finish_reason }] });
const usage = chunk({ usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } });

const role = piece({ role: 'assistant', content: '' });
const hello = piece({ content: 'Hello' });
const end = piece({}, 'stop');

test('a stream with role, pieces, reason and usage is sound', () => {
  assert.deepEqual(chatChunkFaults([role, hello, end, usage]), []);
});

test('a stream of two choices, interleaved, is sound', () => {
  const second = [piece({ role: 'assistant' }, null, 1), piece({}, 'length', 1)];
  assert.deepEqual(chatChunkFaults([role, ...second, hello, end]), []);
});

const broken = [
  { what: 'nothing at all', chunks: [], says: /no chunk/ },
  { what: 'two ids', chunks: [role, { ...end, id: 'chatcmpl-2' }], says: /one id.*chatcmpl-1, chatcmpl-2/ },
  { what: 'two models', chunks: [role, { ...end, model: 'b' }], says: /one model/ },
  { what: 'no role at the start', chunks: [hello, end], says: /begin with the assistant's role/ },
  { what: 'a piece after the end', chunks: [role, end, hello], says: /goes on after its finish reason/ },
  { what: 'two ends', chunks: [role, end, end], says: /goes on after its finish reason/ },
  { what: 'no end', chunks: [role, hello], says: /no finish reason/ },
  {
    what: 'no end of the second choice',
    chunks: [role, piece({ role: 'assistant' }, null, 1), end],
    says: /choice 1 has no finish/,
  },
  { what: 'no choice', chunks: [usage], says: /no choice/ },
  {
    what: 'usage in the middle',
    chunks: [role, usage, end],
    says: /usage must come in the last chunk \(2\), and comes in chunk 1/,
  },
  {
    what: 'usage beside a choice',
    chunks: [role, { ...end, usage: usage.usage ?? null }],
    says: /must have no choices/,
  },
];

for (const { what, chunks, says } of broken) {
  test(`a stream with ${what} is not sound`, () => assert.match(chatChunkFaults(chunks).join('\n'), says));
}
