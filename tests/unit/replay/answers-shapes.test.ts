/**
 * What is rendered has the shape of what the real servers answered. The captured answers are of Ollama 0.17.4, vLLM 0.32.0
 * and llama.cpp, fetched by curl or taken from recordings; long vectors are cut.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Content } from '../../../replay/answers/answer.ts';
import { render } from '../../../replay/answers/render.ts';
import { readRequest } from '../../../replay/answers/request.ts';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { Json } from '../../../replay/recording/exchange.ts';

const FOLDER = join(import.meta.dirname, '../../../replay/answers/captured');
const TEXT: Content = { kind: 'message', text: 'Hello there', finish: 'length' };
const CALLS: Content = { kind: 'message', toolCalls: [{ name: 'get_weather', arguments: { city: 'Paris' } }] };
const VECTORS: Content = { kind: 'embedding', dimensions: 3 };

const messages: Json = [{ role: 'user', content: 'What is it like there?' }];
const streamed = { stream: true, stream_options: { include_usage: true } };

interface Sample {
  file: string;
  provider: string;
  path: string;
  body: { [key: string]: Json };
  content: Content;
  /** What we send and the server does not, and the other way round: no other difference is allowed. */
  more?: string[];
  less?: string[];
}

const chat = '/v1/chat/completions';
const prompt = 'One, two, three,';
const timings = ['cache_n', 'predicted_ms', 'predicted_n', 'predicted_per_second', 'predicted_per_token_ms']
  .concat(['prompt_ms', 'prompt_n', 'prompt_per_second', 'prompt_per_token_ms'])
  .map((name) => `timings.${name}: number`);

const SAMPLES: Sample[] = [
  { file: 'ollama-text.json', provider: 'ollama', path: chat, body: { messages }, content: TEXT },
  { file: 'ollama-text.sse', provider: 'ollama', path: chat, body: { messages, ...streamed }, content: TEXT },
  { file: 'vllm-tool-call.json', provider: 'vllm', path: chat, body: { messages }, content: CALLS },
  {
    file: 'vllm-tool-call.sse',
    provider: 'vllm',
    path: chat,
    body: { messages, ...streamed },
    content: CALLS,
    // Each of a chunk or two; and a chunk without text says so.
    less: [
      '[].choices[].delta.content: null',
      '[].choices[].stop_reason: null',
      '[].prompt_text: null',
      '[].prompt_token_ids: null',
    ],
  },
  {
    file: 'llama-cpp-text.json',
    provider: 'llama-cpp-server',
    path: chat,
    body: { messages },
    content: TEXT,
    less: timings,
  },
  {
    file: 'llama-cpp-text.sse',
    provider: 'llama-cpp-server',
    path: chat,
    body: { messages, ...streamed },
    content: TEXT,
    less: [...timings.map((name) => `[].${name}`), '[].usage.prompt_tokens_details.cached_tokens: number'].sort(),
  },
  { file: 'ollama-completion.json', provider: 'ollama', path: '/v1/completions', body: { prompt }, content: TEXT },
  {
    file: 'ollama-completion.sse',
    provider: 'ollama',
    path: '/v1/completions',
    body: { prompt, stream: true },
    content: TEXT,
  },
  {
    file: 'vllm-completion.json',
    provider: 'vllm',
    path: '/v1/completions',
    body: { prompt },
    content: TEXT,
    less: [
      'choices[].prompt_logprobs: null',
      'choices[].prompt_token_ids: null',
      'ec_transfer_params: null',
      'kv_transfer_params: null',
      'metrics: null',
      'service_tier: null',
    ],
  },
  {
    file: 'vllm-completion.sse',
    provider: 'vllm',
    path: '/v1/completions',
    body: { prompt, stream: true },
    content: TEXT,
    more: ['[].choices[].routed_experts: null'],
    less: ['[].choices[].prompt_token_ids: null'],
  },
  {
    file: 'ollama-message.json',
    provider: 'ollama',
    path: '/v1/messages',
    body: { messages },
    content: TEXT,
    more: ['stop_sequence: null'],
  },
  {
    file: 'ollama-message.sse',
    provider: 'ollama',
    path: '/v1/messages',
    body: { messages, stream: true },
    content: TEXT,
    more: ['[].delta.stop_sequence: null', '[].message.stop_reason: null', '[].message.stop_sequence: null'],
  },
  {
    file: 'vllm-message.json',
    provider: 'vllm',
    path: '/v1/messages',
    body: { messages },
    content: TEXT,
    more: ['stop_sequence: null'],
  },
  {
    file: 'vllm-message.sse',
    provider: 'vllm',
    path: '/v1/messages',
    body: { messages, stream: true },
    content: TEXT,
  },
  {
    file: 'ollama-embedding.json',
    provider: 'ollama',
    path: '/v1/embeddings',
    body: { input: 'A cat.', encoding_format: 'float' },
    content: VECTORS,
  },
];

for (const { file, provider, path, body, content, more = [], less = [] } of SAMPLES) {
  test(`a rendered answer has the shape of the real one in ${file}`, async () => {
    const real = parsed(file, await readFile(join(FOLDER, file), 'utf8'));
    const asked = readRequest({ provider, request: { method: 'POST', path, body: { json: { model: 'm', ...body } } } });
    const rendered = render({ content, delivery: {} }, asked, { seed: ['it'], created: 1 });
    assert(rendered !== undefined);
    const ours = parsed(file, Buffer.concat(answerChunks(rendered.answer)).toString());
    assert.deepEqual([difference(ours, real), difference(real, ours)], [more, less]);
  });
}

/** The value of a JSON body, or the data of each event. */
function parsed(file: string, text: string): unknown {
  if (file.endsWith('.json')) return JSON.parse(text);
  return text.split('\n').flatMap((line): unknown[] => {
    const [, data] = /^data: (.*)$/.exec(line) ?? [];
    return data === undefined || data === '[DONE]' ? [] : [JSON.parse(data)];
  });
}

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
