import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testOfNode } from '../../../cli/recordings/node-id.ts';
import { Addresses } from '../../../cli/recordings/reference/addresses.ts';
import { importedCall, type ImportedModels } from '../../../cli/recordings/reference/calls.ts';
import { parseReference } from '../../../cli/recordings/reference/format.ts';
import type { ImportedCall } from '../../../cli/recordings/reference/imported-call.ts';
import { startupOf } from '../../../cli/recordings/reference/model-lists.ts';
import { importedFrom } from '../../../cli/recordings/reference/recordings.ts';
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

function converted(text: string, addresses: readonly string[] = []): ImportedCall | ImportedModels | string {
  const call = parseReference(text);
  return typeof call === 'string' ? call : importedCall(call, new Addresses(loadProviders(), addresses));
}

function over(text: string, addresses: readonly string[] = []): ImportedCall {
  const call = converted(text, addresses);
  assert.ok(typeof call !== 'string' && 'exchange' in call, JSON.stringify(call));
  return call;
}

const NOT_TOLD = { setup: undefined, suite: 'pytest', stack: 'unknown', recorded: 'unknown' };

function imported(files: string[]) {
  const read = files.map((text, i) => ({ file: `${i}.json`, text }));
  return importedFrom(read, loadSetups(), new Addresses(loadProviders()), NOT_TOLD);
}

test('a chat completion comes over as what the SDK sent and got', () => {
  const call = over(file());
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
  assert.deepEqual([call.exchange.provider, call.source], ['openai', 'provider']);
  assert.deepEqual(call.exchange.request.body, {
    json: { model: 'e', input: ['a'], encoding_format: 'float', dimensions: 8 },
  });
});

test('without encoding_format the SDK asks for base64, and single precision is what it got', () => {
  const vectors = (embedding: number[]) => ({
    body: dumped(CLASSES.embeddings, { data: [{ object: 'embedding', index: 0, embedding }] }),
  });
  const asked = {
    url: 'https://api.openai.com/v1/v1/embeddings',
    endpoint: '/v1/embeddings',
    body: { model: 'e', input: 'a' },
  };
  const single = over(file({}, asked, vectors([0.5, Math.fround(0.1)]))).exchange;
  assert.deepEqual(single.request.body, { json: { model: 'e', input: 'a', encoding_format: 'base64' } });
  const data = [{ object: 'embedding', index: 0, embedding: 'AAAAP83MzD0=' }];
  assert.deepEqual(single.response.body, { json: { data } });
  const double = over(file({}, asked, vectors([0.5, 0.1]))).exchange;
  assert.deepEqual(double.response.body, {
    json: { data: [{ object: 'embedding', index: 0, embedding: [0.5, 0.1] }] },
  });
});

test('an error of the SDK comes over as the answer behind it', () => {
  const error = (exception_data: object) =>
    over(
      file({}, {}, { body: null, is_exception: true, exception_data: { category: 'provider_sdk', ...exception_data } }),
    ).exchange.response;
  const body = { message: 'bad', type: 'invalid_request_error' };
  const message = "Error code: 400 - {'error': {'message': 'bad', 'type': 'invalid_request_error'}}";
  const below = error({ status_code: 400, message, body });
  assert.deepEqual([below.status, below.body], [400, { json: { error: body } }]);
  const alone = error({
    status_code: 404,
    message: "Error code: 404 - {'detail': 'Not Found'}",
    body: { detail: 'Not Found' },
  });
  assert.deepEqual([alone.status, alone.body], [404, { json: { detail: 'Not Found' } }]);
  const text = error({ status_code: 503, message: 'upstream is down', body: 'upstream is down' });
  assert.deepEqual([text.status, text.body], [503, { text: 'upstream is down' }]);
});

test('a call without an SDK comes over as it was on the wire', () => {
  const url = 'https://api.anthropic.com/v1/messages?beta=true';
  const http = (response: object) =>
    over(JSON.stringify({ test_id: 'a.py::t', request: { url, method: 'POST', payload: { model: 'c' } }, response }))
      .exchange;
  const whole = http({ status: 201, body: { type: 'message' }, is_streaming: false });
  assert.deepEqual(whole.request, {
    method: 'POST',
    path: '/v1/messages',
    query: 'beta=true',
    body: { json: { model: 'c' } },
  });
  assert.deepEqual([whole.provider, whole.response.status], ['anthropic', 201]);
  const lines = [
    'event: ping',
    'data: {"type":"ping"}',
    '',
    'event: message_stop',
    'data: {"type":"message_stop"}',
    '',
  ];
  assert.deepEqual(http({ body: lines, is_streaming: true }).response.events, [
    { event: 'ping', data: { type: 'ping' } },
    { event: 'message_stop', data: { type: 'message_stop' } },
  ]);
});

test("a search of the stack's tool comes over as a search of the service", () => {
  const found = { query: 'ai', top_k: [{ url: 'https://example.org', title: 'AI', content: '…' }] };
  const kwargs = { query: 'ai', search_context_size: 'low', allowed_domains: ['example.org'] };
  const { exchange } = over(
    JSON.stringify({
      test_id: 'tests/a.py::t[txt=openai/gpt-4o]',
      request: { provider: 'tavily', tool_name: 'web_search', kwargs },
      response: { body: dumped('ogx_api.tools.ToolInvocationResult', { content: JSON.stringify(found) }) },
    }),
  );
  const body = { query: 'ai', api_key: '<redacted>', include_domains: ['example.org'], max_results: 3 };
  assert.deepEqual(exchange.request, { method: 'POST', path: '/search', body: { json: body } });
  assert.deepEqual(exchange.response.body, { json: { query: 'ai', results: found.top_k } });
});

test("a call of Ollama's own API that lines make is asked as its SDK asks", () => {
  const url = 'http://localhost:11434/api/ps';
  const { exchange } = over(
    file({}, { url, endpoint: '/api/ps', body: {} }, { body: dumped('ollama._types.ProcessResponse', { models: [] }) }),
  );
  assert.deepEqual(exchange.request, { method: 'GET', path: '/api/ps' });
  assert.deepEqual(exchange.response.body, { json: { models: [] } });
});

test('chat that an early file says completions of is asked as chat', () => {
  const url = 'http://0.0.0.0:11434/v1/v1/completions';
  assert.equal(over(file({}, { url, endpoint: '/v1/completions' })).exchange.request.path, '/v1/chat/completions');
});

test('an address that is not everybody’s is named, and stands before what a stack asks', () => {
  const url = 'https://my.openai.azure.com/openai/v1/v1/chat/completions';
  assert.match(
    JSON.stringify(converted(file({}, { url }))),
    /no provider .* at https:\/\/my\.openai\.azure\.com; --provider <name>=/,
  );
  for (const address of ['https://my.openai.azure.com', 'https://my.openai.azure.com/openai/v1']) {
    const { exchange, source } = over(file({}, { url }), [`azure=${address}`]);
    assert.deepEqual([exchange.provider, exchange.request.path, source], ['azure', '/v1/chat/completions', 'provider']);
  }
  const fireworks = 'https://api.fireworks.ai/inference/v1/v1/chat/completions';
  assert.equal(over(file({}, { url: fireworks })).exchange.request.path, '/v1/chat/completions');
  const proxied = 'https://generativelanguage.googleapis.com/v1beta/openai/v1/chat/completions';
  assert.equal(over(file({}, { url: proxied })).exchange.request.path, '/v1beta/openai/chat/completions');
  assert.throws(() => new Addresses(loadProviders(), ['azur=https://a']), /no provider "azur".*\nDid you mean azure/);
  assert.throws(() => new Addresses(loadProviders(), ['azure=my']), /"my" is no http address/);
});

test('what the file does not tell is not guessed: each reason is told', () => {
  const reasons: [string, RegExp][] = [
    ['{', /not JSON/],
    ['{}', /no recording of the reference harness/],
    [
      file({}, {}, { is_exception: true, exception_data: { category: 'builtin' }, body: null }),
      /no answer of a provider raised/,
    ],
    [file({}, {}, { is_exception: true, is_streaming: true, body: [] }), /broke off with an exception/],
    [
      JSON.stringify({
        request: { provider: 'brave', tool_name: 'web_search', kwargs: {} },
        response: { body: dumped('ToolInvocationResult', {}) },
      }),
      /tool web_search \(brave\)/,
    ],
    [file({}, { url: 'vertexai://models/generate_content' }), /google-genai SDK/],
    [
      JSON.stringify({ request: { provider: 'genai', method: 'x' }, response: { body: {} } }),
      /shape is not known, at request/,
    ],
    [
      file({}, { url: 'http://localhost:11434/api/generate', endpoint: '/api/generate' }),
      /Ollama's own API, which no line/,
    ],
    [file({}, { url: 'http://0.0.0.0:11434/v1/v1/audio', endpoint: '/v1/audio' }), /endpoint \/v1\/audio is none of/],
    [
      file({}, {}, { body: dumped('openai.types.completion.Completion', {}) }),
      /Completion, which \/v1\/chat\/completions does not give/,
    ],
    [file({}, {}, { body: [], is_streaming: false }), /does not give/],
    [file({}, { url: 'http://0.0.0.0:11434/v1/chat' }), /does not end in/],
    [
      file({}, { url: 'https://api.example.org/v1/v1/chat/completions' }),
      /no provider of this project is at https:\/\/api\.example\.org/,
    ],
    [file({}, { url: 'http://0.0.0.0:9/v1/v1/chat/completions' }), /no provider of this project is at/],
  ];
  for (const [text, reason] of reasons) {
    const result = converted(text);
    assert.match(typeof result === 'string' ? result : 'it came over', reason);
  }
});

test('the calls of one test are one recording, in the order of the conversation, and each can be asked for', () => {
  const turns = (count: number) => ({
    body: { model: 'tiny', messages: Array.from({ length: count }, (_, i) => ({ role: 'user', content: `${i}` })) },
  });
  const files = [3, 1, 2].map((count) => file({}, turns(count)));
  const other = file({ test_id: 'tests/integration/chat/test_chat.py::test_other' });
  const { recordings, left } = imported([...files, other, '[']);
  assert.deepEqual(left, [{ file: '4.json', why: 'it is not JSON' }]);
  assert.deepEqual(
    recordings.map(({ recording: { test, setup, exchanges } }) => [test, setup, exchanges.length]),
    [
      ['external/pytest/tests/integration/chat/test_chat.py › test_hello[a]', 'ollama', 3],
      ['external/pytest/tests/integration/chat/test_chat.py › test_other', 'ollama', 1],
    ],
  );
  const [first] = recordings;
  assert.ok(first);
  const { exchanges, literals, repeats } = first.recording;
  const matching = new Matching(exchanges, literals, undefined, [], repeats);
  for (const again of [1, 2]) {
    for (const [position, { provider, request }] of exchanges.entries()) {
      const match = matching.match({ provider, request });
      assert.deepEqual(match.hit && match.position, position, `time ${again}`);
    }
  }
  assert.deepEqual(matching.leftovers(), []);
});

test('a node id is the test of a file, with its classes, whatever its parameters hold', () => {
  assert.deepEqual(testOfNode('tests/a.py::TestA::test_b[x::y/z]', 'pytest'), {
    spec: 'external/pytest/tests/a.py',
    titlePath: ['TestA', 'test_b[x::y/z]'],
  });
  assert.deepEqual(testOfNode('session', 'mine'), { spec: 'external/mine', titlePath: ['session'] });
  assert.equal(testOfNode('../.git/a.py::t', 'pytest')?.spec, 'external/pytest/_./_git/a.py');
  for (const id of ['a.py::', '', `${'a/'.repeat(200)}a.py::t`]) assert.equal(testOfNode(id, 'pytest'), undefined, id);
});

test('calls without a test are shared, for each provider under a setup of its own', () => {
  const none = { test_id: null };
  const url = 'https://api.openai.com/v1/v1/chat/completions';
  const { recordings } = imported([file(none), file(none, { url })]);
  assert.deepEqual(
    recordings.map(({ name, folder }) => [name, folder]),
    [
      ['session', 'ollama/external/pytest/session'],
      ['session', 'gpt/external/pytest/session'],
    ],
  );
});

test('lists of models are one per provider, with the models that its recordings name', () => {
  const list = (...ids: string[]) =>
    file(
      { test_id: null },
      { url: 'http://0.0.0.0:11434/v1/v1/models', endpoint: '/v1/models', body: {} },
      { body: ids.map((id) => dumped('openai.types.model.Model', { id, object: 'model' })) },
    );
  const { recordings, models, left } = imported([list('b', 'a'), list('c', 'a'), file()]);
  assert.deepEqual(left, []);
  const startup = startupOf(models, recordings, NOT_TOLD).get('ollama');
  const [{ request, response } = assert.fail()] = startup?.exchanges ?? [];
  assert.deepEqual(request, { method: 'GET', path: '/v1/models' });
  const json = response.body !== undefined && 'json' in response.body ? JSON.stringify(response.body.json) : '';
  assert.deepEqual(
    [...json.matchAll(/"id":"(\w+)"/g)].map(([, id]) => id),
    ['a', 'b', 'c', 'tiny'],
  );
});
