import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordingsOf } from '../../../cli/recordings/convert-reference.ts';
import { exchangeOfReference, type ImportedCall } from '../../../cli/recordings/reference-exchange.ts';
import { parseReference } from '../../../cli/recordings/reference-format.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { loadProviders, loadSetups } from '../../../setups/load.ts';

const CLASSES = {
  chat: 'openai.types.chat.chat_completion.ChatCompletion',
  chunk: 'openai.types.chat.chat_completion_chunk.ChatCompletionChunk',
  embeddings: 'openai.types.create_embedding_response.CreateEmbeddingResponse',
};

function dumped(type: string, data: object) {
  return { __type__: type, __data__: data };
}

/** A file of the reference harness, with changes at its top, in its request and in its response. */
function file(top: object = {}, request: object = {}, response: object = {}): string {
  return JSON.stringify({
    test_id: 'tests/integration/chat/test_chat.py::test_hello[a]',
    request: {
      method: 'POST',
      url: 'http://0.0.0.0:11434/v1/v1/chat/completions',
      headers: {},
      body: { model: 'tiny', messages: [{ role: 'user', content: 'hello' }] },
      endpoint: '/v1/chat/completions',
      model: 'tiny',
      ...request,
    },
    response: {
      body: dumped(CLASSES.chat, { id: 'rec-1', created: 0, choices: [] }),
      is_streaming: false,
      ...response,
    },
    id_normalization_mapping: {},
    ...top,
  });
}

function over(text: string): ImportedCall | string {
  const call = parseReference(text);
  return typeof call === 'string' ? call : exchangeOfReference(call, loadProviders());
}

test('a chat completion comes over as what the SDK sent and got', () => {
  const call = over(file());
  assert.ok(typeof call !== 'string');
  assert.equal(call.source, 'local model');
  assert.deepEqual(call.exchange, {
    provider: 'ollama',
    request: {
      method: 'POST',
      path: '/v1/chat/completions',
      body: { json: { model: 'tiny', messages: [{ role: 'user', content: 'hello' }] } },
    },
    response: {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { json: { id: 'rec-1', created: 0, choices: [] } },
    },
  });
});

test('a stream comes over as events with the end that the SDK swallows', () => {
  const chunks = [
    dumped(CLASSES.chunk, { id: 'rec-1', choices: [1] }),
    dumped(CLASSES.chunk, { id: 'rec-1', choices: [2] }),
  ];
  const call = over(file({}, { body: { model: 'tiny', stream: true } }, { body: chunks, is_streaming: true }));
  assert.ok(typeof call !== 'string');
  assert.deepEqual(call.exchange.response.events, [
    { data: { id: 'rec-1', choices: [1] } },
    { data: { id: 'rec-1', choices: [2] } },
    { raw: 'data: [DONE]\n\n' },
  ]);
});

test('extra_body is put into the body, as the SDK does; a hosted address is a provider', () => {
  const url = 'https://api.openai.com/v1/v1/embeddings';
  const body = { model: 'e', input: ['a'], encoding_format: 'float', extra_body: { dimensions: 8 } };
  const call = over(
    file({}, { url, endpoint: '/v1/embeddings', body }, { body: dumped(CLASSES.embeddings, { data: [] }) }),
  );
  assert.ok(typeof call !== 'string');
  assert.deepEqual([call.exchange.provider, call.source], ['openai', 'provider']);
  assert.deepEqual(call.exchange.request.body, {
    json: { model: 'e', input: ['a'], encoding_format: 'float', dimensions: 8 },
  });
});

test('what the file does not tell is not guessed: each reason is told', () => {
  const embeddings = {
    url: 'http://0.0.0.0:11434/v1/v1/embeddings',
    endpoint: '/v1/embeddings',
    body: { model: 'e', input: 'a' },
  };
  const reasons: [string, RegExp][] = [
    ['{', /not JSON/],
    ['{}', /no recording of the reference harness/],
    [file({}, {}, { is_exception: true, exception_data: {}, body: null }), /exception of the SDK/],
    [
      JSON.stringify({ request: { provider: 'tavily', tool_name: 'web_search', kwargs: {} }, response: { body: {} } }),
      /tool web_search .*tavily/,
    ],
    [
      JSON.stringify({ request: { provider: 'genai', method: 'x' }, response: { body: {} } }),
      /shape is not known, at request/,
    ],
    [file({}, { url: 'http://localhost:11434/api/ps', endpoint: '/api/ps' }), /Ollama's own API/],
    [file({}, { endpoint: '/v1/models' }), /list of models/],
    [file({}, { endpoint: '/v1/rerank' }), /endpoint \/v1\/rerank is none of/],
    [file({ test_id: null }), /belongs to no test/],
    [file({ id_normalization_mapping: { a: 'b' } }), /ids were replaced/],
    [file({}, { body: { extra_query: {} } }), /option extra_query/],
    [
      file({}, {}, { body: dumped('openai.types.completion.Completion', {}) }),
      /Completion, which \/v1\/chat\/completions does not give/,
    ],
    [file({}, {}, { body: [dumped(CLASSES.chunk, {})], is_streaming: true }), /disagree on whether this is a stream/],
    [file({}, {}, { body: [], is_streaming: false }), /does not give/],
    [file({}, embeddings, { body: dumped(CLASSES.embeddings, {}) }), /base64 unless told otherwise/],
    [file({}, { url: 'http://0.0.0.0:11434/v1/chat' }), /does not end in/],
    [
      file({}, { url: 'https://api.example.org/v1/v1/chat/completions' }),
      /no provider of this project is at https:\/\/api\.example\.org/,
    ],
    [file({}, { url: 'http://0.0.0.0:9/v1/v1/chat/completions' }), /no provider of this project is at/],
  ];
  for (const [text, reason] of reasons) {
    const result = over(text);
    assert.match(typeof result === 'string' ? result : 'it came over', reason);
  }
});

test('the calls of one test are one recording, in the order of the conversation, and each can be asked for', () => {
  const turns = (count: number) => ({
    body: { model: 'tiny', messages: Array.from({ length: count }, (_, i) => ({ role: 'user', content: `${i}` })) },
  });
  const files = [3, 1, 2].map((count, i) => ({ file: `${i}.json`, text: file({}, turns(count)) }));
  const other = { file: 'x.json', text: file({ test_id: 'tests/integration/chat/test_chat.py::test_other' }) };
  const told = { setup: undefined, stack: 'unknown', recorded: 'unknown' };
  const { recordings, left } = recordingsOf([...files, other, { file: 'y.json', text: '[' }], loadSetups(), told);
  assert.deepEqual(left, [{ file: 'y.json', why: 'it is not JSON' }]);
  assert.deepEqual(
    recordings.map(({ test, setup, exchanges }) => [test.split('::')[1], setup, exchanges.length]),
    [
      ['test_hello[a]', 'ollama', 3],
      ['test_other', 'ollama', 1],
    ],
  );
  const [first] = recordings;
  assert.ok(first);
  const matching = new Matching(first.exchanges, first.literals);
  for (const [position, { provider, request }] of first.exchanges.entries()) {
    const match = matching.match({ provider, request });
    assert.deepEqual(match.hit && match.position, position);
    assert.equal(
      request.body && 'json' in request.body ? JSON.stringify(request.body.json).split('"user"').length - 1 : 0,
      position + 1,
    );
  }
});
