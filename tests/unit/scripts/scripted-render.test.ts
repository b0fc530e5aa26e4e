import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Conversation } from '../../../scripts/providers/scripted/conversation.ts';
import { pieces, renderChunks, renderCompletion } from '../../../scripts/providers/scripted/render.ts';
import type { Completion } from '../../../scripts/providers/scripted/script.ts';

const ASKED: Conversation = {
  model: 'gpt-4o-mini',
  system: '',
  user: 'q',
  image: false,
  lastImage: undefined,
  lastFile: undefined,
  toolResults: [],
  tools: [],
  told: ['user: q'],
  settings: {},
  messages: 1,
  words: 5,
  stream: true,
  includeUsage: true,
};

const rendering = (answer: Completion, asked: Partial<Conversation> = {}) =>
  ({ name: 'it', answer, asked: { ...ASKED, ...asked }, created: 1, reasoningField: 'reasoning' }) as const;

const TEXT: Completion = { content: 'Hello there' };
const CALLS: Completion = {
  toolCalls: [
    { name: 'get_weather', arguments: { city: 'Paris' } },
    { name: 'get_weather', arguments: { city: 'Oslo' } },
  ],
};

/** All key paths of a value with the types found there, as `a.b[]: string`. */
function shape(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => shape(item, `${path}[]`));
  if (value === null || typeof value !== 'object') return [`${path}: ${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([key, part]) => shape(part, path === '' ? key : `${path}.${key}`));
}

function difference(a: unknown, b: unknown): string[] {
  const known = new Set(shape(b));
  return [...new Set(shape(a))].filter((path) => !known.has(path)).sort();
}

async function captured(name: string): Promise<unknown> {
  const text = await readFile(join(import.meta.dirname, '../../../scripts/providers/scripted/captured', name), 'utf8');
  if (name.endsWith('.json')) return JSON.parse(text);
  return text.split('\n\n').flatMap((event): unknown[] => {
    const data = event.trim().replace(/^data: /, '');
    return data === '' || data === '[DONE]' ? [] : [JSON.parse(data)];
  });
}

// The captured answers are real ones, fetched by curl from Ollama 0.17.4 and vLLM 0.32.0. What OpenAI sends and the
// local server leaves out is named in `openai`, what only that server sends in `own`: nothing else may differ.
for (const { file, answer, openai, own } of [
  {
    file: 'ollama-text.sse',
    answer: renderChunks(rendering(TEXT)),
    openai: ['[].choices[].delta.refusal: null', '[].choices[].logprobs: null', '[].usage: null'],
    own: [],
  },
  {
    file: 'ollama-text.json',
    answer: renderCompletion(rendering(TEXT)),
    openai: ['choices[].logprobs: null', 'choices[].message.refusal: null'],
    own: [],
  },
  {
    file: 'vllm-tool-call.sse',
    answer: renderChunks(rendering(CALLS)),
    openai: ['[].choices[].delta.refusal: null', '[].usage: null'],
    own: [
      '[].choices[].delta.content: string',
      '[].choices[].stop_reason: null',
      '[].choices[].token_ids: null',
      '[].prompt_text: null',
      '[].prompt_token_ids: null',
    ],
  },
]) {
  test(`a rendered answer has the shape of the real one in ${file}`, async () => {
    const real = await captured(file);
    assert.deepEqual(difference(answer, real), openai);
    assert.deepEqual(difference(real, answer), own);
  });
}

test('a whole answer with tool calls lacks nothing that the real one has, but vendor fields without a value', async () => {
  const missing = difference(await captured('vllm-tool-call.json'), renderCompletion(rendering(CALLS)));
  assert.deepEqual(
    missing.filter((path) => !path.endsWith(': null')),
    ['choices[].message.content: string'],
  );
});

const deltas = (chunks: object[]) => JSON.stringify(chunks.map((chunk) => Object.entries(chunk)));

test('a stream is a role, pieces, a finish and the usage when it was asked for', () => {
  const chunks = renderChunks(rendering(TEXT, { includeUsage: false }));
  for (const chunk of chunks)
    assert.partialDeepStrictEqual(chunk, { object: 'chat.completion.chunk', model: 'gpt-4o-mini' });
  assert(!deltas(chunks).includes('usage'));
  assert.partialDeepStrictEqual(chunks[0], { choices: [{ delta: { role: 'assistant', content: '' } }] });
  assert.partialDeepStrictEqual(chunks.at(-1), { choices: [{ delta: {}, finish_reason: 'stop' }] });
  const usage = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };
  assert.partialDeepStrictEqual(renderChunks(rendering(TEXT)).at(-1), { choices: [], usage });
});

test('parallel tool calls have an index and an id each, and their arguments come in pieces', () => {
  const calls = renderChunks(rendering(CALLS)).filter((chunk) => JSON.stringify(chunk).includes('tool_calls":['));
  const text = JSON.stringify(calls);
  const ids = [...text.matchAll(/"id":"(call_\w{24})"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, 2);
  assert(text.includes('"index":1,"id":"call_'));
  assert(calls.length > 4);
  const whole = renderCompletion(rendering(CALLS));
  assert.partialDeepStrictEqual(whole, { choices: [{ finish_reason: 'tool_calls', message: { content: null } }] });
  assert(JSON.stringify(whole).includes(JSON.stringify('{"city":"Oslo"}')));
});

test('a call that is to come whole has its arguments in the chunk that names it', () => {
  const whole = { toolCalls: [{ name: 'now', arguments: { zone: 'UTC' }, whole: true as const }] };
  const calls = renderChunks(rendering(whole)).filter((chunk) => JSON.stringify(chunk).includes('tool_calls":['));
  assert.equal(calls.length, 1);
  assert(JSON.stringify(calls).includes(JSON.stringify({ name: 'now', arguments: '{"zone":"UTC"}' })));
});

test('ids are the same in each recording, and others for another answer or place', () => {
  const id = (name: string, asked: Partial<Conversation> = {}) =>
    JSON.stringify(renderCompletion({ ...rendering(TEXT, asked), name })).slice(0, 50);
  assert.equal(id('a'), id('a', { words: 99, toolResults: ['some random file id'] }));
  assert.equal(new Set([id('a'), id('b'), id('a', { messages: 3 }), id('a', { stream: false })]).size, 4);
});

test('refusal, reasoning, finish and usage are told in their own fields', () => {
  const refused = { refusal: 'I will not.' };
  assert.partialDeepStrictEqual(renderCompletion(rendering(refused)), {
    choices: [{ message: { content: null, refusal: 'I will not.' }, finish_reason: 'stop' }],
  });
  assert(deltas(renderChunks(rendering(refused))).includes('"refusal":"I w"'));
  const thought = { reasoning: 'well', content: 'yes', finish: 'length', usage: { prompt: 1, completion: 2 } } as const;
  assert.partialDeepStrictEqual(renderCompletion({ ...rendering(thought), reasoningField: 'reasoning_content' }), {
    choices: [{ message: { reasoning_content: 'well' }, finish_reason: 'length' }],
    usage: { total_tokens: 3 },
  });
  assert(deltas(renderChunks(rendering(thought))).includes('"reasoning":"wel"'));
});

test('pieces are short, cut ids, keep letters whole, and join to the text', () => {
  const text = 'See <|file-0123456789abcdef|> 🌍🌍🌍🌍🌍🌍.';
  assert.equal(pieces(text).join(''), text);
  assert(pieces(text).every((piece) => piece.length <= 14 && piece.isWellFormed()));
  assert(!pieces(text).some((piece) => piece.includes('file-0123456789abcdef')));
  assert.deepEqual(pieces(''), []);
});
