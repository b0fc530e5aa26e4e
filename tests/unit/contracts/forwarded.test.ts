import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { forwarded } from '../../../contracts/relations/forwarded.ts';
import { callsOf } from '../../../contracts/relations/call.ts';
import { servedOf } from '../../../contracts/relations/served.ts';
import type { ClientExchange, Json, ProviderExchange, RecordedAnswer } from '../../../replay/recording/exchange.ts';

type Answer = { json: Json } | { events: Json[] };

const answerOf = (answer: Answer): RecordedAnswer => ({
  status: 200,
  headers: {},
  ...('json' in answer ? { body: answer } : { events: answer.events.map((data) => ({ data })) }),
});
const client = (operation: string, answer: Answer): ClientExchange => {
  const [method = '', path = ''] = operation.split(' ');
  return { request: { method, path }, response: answerOf(answer) };
};
const provider = (route: string, answer: Answer, call = 1): ProviderExchange => ({
  provider: 'p',
  call,
  request: { method: 'POST', path: `/v1/${route}` },
  response: answerOf(answer),
});
/** Where the answers are not the provider's. */
const found = (calls: ClientExchange[], providers: ProviderExchange[], now = calls) =>
  forwarded.check(callsOf(now), servedOf({ calls, providers }, callsOf(now))).map(({ path }) => path);

const toolCall = { id: 'call_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } };
const chat = (message: Json, more: Record<string, Json> = {}) => ({
  json: {
    id: 'chatcmpl-1',
    model: 'p/m',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
    ...more,
  },
});
const hello = chat({ role: 'assistant', content: 'Hello' });
const chunk = (delta: Json) => ({ id: 'chatcmpl-1', model: 'm', choices: [{ index: 0, delta }] });

describe('a chat completion', () => {
  const asked = (answer: Answer, from: Answer = hello) =>
    found([client('POST /v1/chat/completions', answer)], [provider('chat/completions', from)]);

  test('is passed on, under another name of the model', () => {
    assert.deepEqual(asked(chat({ role: 'assistant', content: 'Hello' }, { model: 'm' })), []);
  });
  test('with another text, finish reason or usage is found', () => {
    assert.deepEqual(asked(chat({ role: 'assistant', content: 'Hi' })), ['choices[0].message.content']);
    const { usage: _, ...rest } = hello.json;
    assert.deepEqual(asked({ json: { ...rest, usage: { prompt_tokens: 4, completion_tokens: 1, total_tokens: 4 } } }), [
      'usage.prompt_tokens',
    ]);
    const choices = [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'length' }];
    assert.deepEqual(asked({ json: { ...hello.json, choices } }), ['choices[0].finish_reason']);
  });
  test('with other arguments of a tool call is found', () => {
    const other = { ...toolCall, function: { name: 'add', arguments: '{"a":2}' } };
    assert.deepEqual(
      asked(chat({ role: 'assistant', tool_calls: [other] }), chat({ role: 'assistant', tool_calls: [toolCall] })),
      ['choices[0].message.tool_calls[0].function.arguments'],
    );
  });
  test('whose stream lacks a chunk, or has other text in one, is found', () => {
    const events = [chunk({ content: 'Hel' }), chunk({ content: 'lo' })];
    assert.deepEqual(asked({ events }, { events }), []);
    assert.deepEqual(asked({ events: events.slice(1) }, { events }), ['events']);
    assert.deepEqual(asked({ events: [chunk({ content: 'Hel' }), chunk({ content: 'LO' })] }, { events }), [
      'event choices[0].delta.content',
    ]);
  });
  test('has an id of a file as it is now', () => {
    const citing = (id: string) => chat({ role: 'assistant', content: `See ${id}.` });
    const [then, now] = [citing(`file-${'a'.repeat(32)}`), citing(`file-${'b'.repeat(32)}`)];
    assert.deepEqual(asked(now, then), []);
    assert.deepEqual(asked(chat({ role: 'assistant', content: `See nothing.` }), then), ['choices[0].message.content']);
  });
});

test('a vector that is not the provider’s is found, and one in the other encoding is not compared', () => {
  const vectors = (embedding: Json) => ({ json: { data: [{ index: 0, embedding }] } });
  const asked = (embedding: Json) =>
    found([client('POST /v1/embeddings', vectors(embedding))], [provider('embeddings', vectors([0.5, 1]))]);
  assert.deepEqual(asked([0.5, 1]), []);
  assert.deepEqual(asked('AAAAPwAAgD8='), []);
  assert.deepEqual(asked([0.5, 2]), ['data[0].embedding[1]']);
});

describe('a response', () => {
  const message = (text: string) => ({ type: 'message', content: [{ type: 'output_text', text }] });
  const response = (output: Json[], input = 3) => ({
    json: { status: 'completed', output, usage: { input_tokens: input, output_tokens: 1, total_tokens: input + 1 } },
  });
  const asked = (answer: Answer, ...from: Answer[]) =>
    found(
      [client('POST /v1/responses', answer)],
      from.map((each) => provider('chat/completions', each)),
    );

  test('has the text of the last answer of the model, without its marks of citations', () => {
    assert.deepEqual(asked(response([message('Hello')]), hello), []);
    assert.deepEqual(asked(response([message('Hi')]), hello), ['output[0].content[0].text']);
    assert.deepEqual(asked(response([message('It is.')]), chat({ content: 'It is <|file-1|>.' })), [
      'output[0].content[0].annotations',
    ]);
  });
  test('has an annotation for each citation, and the mark of it where it is left in the text', () => {
    const [id, other] = ['47b78147-908e-4c61-852d-61ff4d01f0c9', '57b78147-908e-4c61-852d-61ff4d01f0c9'];
    const cited = (text: string, ...annotations: Json[]): Json => ({
      type: 'message',
      content: [{ type: 'output_text', text, annotations }],
    });
    const note = { type: 'file_citation', file_id: id, index: 7 };
    const from = chat({ content: `It is 7 <|${id}|>.` });
    assert.deepEqual(asked(response([cited(`It is 7 <|${other}|>.`, note)]), from), []);
    assert.deepEqual(asked(response([cited('It is 7.', note)]), from), []);
    assert.deepEqual(asked(response([cited('It is 7.')]), from), ['output[0].content[0].annotations']);
    assert.deepEqual(asked(response([cited(`It is 7 <|${id}0|>.`, note)]), from), ['output[0].content[0].text']);
  });
  test('has not failed where the model answered', () => {
    const failed = { json: { status: 'failed', error: { code: 'server_error' }, output: [] } };
    assert.deepEqual(asked(failed, hello), ['status']);
    const refused = client('POST /v1/responses', { json: { error: {} } });
    const call = { ...refused, response: { ...refused.response, status: 500 } };
    assert.deepEqual(found([call], [provider('chat/completions', hello)]), ['status']);
    const event = (type: string, status: string) => ({ type, response: { id: 'resp_1', status, output: [] } });
    assert.deepEqual(asked({ events: [event('response.created', 'in_progress')] }, hello), ['status']);
  });
  test('has the function calls of the model', () => {
    const calls = chat({ role: 'assistant', tool_calls: [toolCall] });
    const item = { type: 'function_call', call_id: 'call_1', name: 'add', arguments: '{"a":1}' };
    assert.deepEqual(asked(response([item]), calls), []);
    assert.deepEqual(asked(response([{ ...item, arguments: '{}' }]), calls), ['output[0].arguments']);
    assert.deepEqual(asked(response([{ ...item, call_id: 'call_2' }]), calls), ['output[0].call_id']);
  });
  test('has the usage of all turns of the model', () => {
    const [turn, last] = [chat({ role: 'assistant', tool_calls: [toolCall] }), hello];
    const item = { type: 'mcp_call', name: 'add', arguments: '{"a":1}' };
    assert.deepEqual(asked(response([item, message('Hello')], 6), turn, last), [
      'usage.output_tokens',
      'usage.total_tokens',
    ]);
  });
  test('has all calls of all turns in their order, but those that the client does not approve of', () => {
    const turn = chat({ role: 'assistant', tool_calls: [toolCall, { ...toolCall, id: 'call_2' }] });
    const item = { type: 'function_call', call_id: 'call_1', name: 'add', arguments: '{"a":1}' };
    const second = { ...item, call_id: 'call_2' };
    assert.deepEqual(asked(response([item, second]), turn), []);
    assert.deepEqual(asked(response([second, item]), turn), ['output[0].call_id', 'output[1].call_id']);
    assert.deepEqual(asked(response([item]), turn), ['output']);
    const denying = client('POST /v1/responses', response([]));
    const input = [{ type: 'mcp_approval_response', approval_request_id: 'approval_1', approve: false }];
    const denied = { ...denying, request: { ...denying.request, body: { json: { input } } } };
    assert.deepEqual(found([denied], [provider('chat/completions', turn)]), []);
  });
  test('is incomplete where the model came to the end of its tokens', () => {
    const { choices } = hello.json;
    const cut = { json: { ...hello.json, choices: choices.map((each) => ({ ...each, finish_reason: 'length' })) } };
    const incomplete = (reason: string) => ({
      json: { ...response([message('Hello')]).json, status: 'incomplete', incomplete_details: { reason } },
    });
    assert.deepEqual(asked(incomplete('max_output_tokens'), cut), []);
    assert.deepEqual(asked(incomplete('content_filter'), cut), ['incomplete_details.reason']);
    assert.deepEqual(asked(response([message('Hello')]), cut), ['status', 'incomplete_details.reason']);
    assert.deepEqual(asked(incomplete('max_output_tokens'), hello), ['status']);
  });
  test('has the reasoning and the log probabilities of the model', () => {
    const logprobs = { content: [{ token: 'Hello', logprob: -0.5, bytes: [72], top_logprobs: [] }] };
    const [choice] = hello.json.choices;
    const thinking = {
      ...choice,
      message: { role: 'assistant', content: 'Hello', reasoning: 'Greet.' },
      logprobs,
    };
    const from = { json: { ...hello.json, choices: [thinking] } };
    const items = (text: string, logprob: number): Json[] => [
      { type: 'reasoning', content: [{ type: 'reasoning_text', text }] },
      {
        type: 'message',
        content: [
          {
            type: 'output_text',
            text: 'Hello',
            logprobs: [{ token: 'Hello', logprob, bytes: [72], top_logprobs: null }],
          },
        ],
      },
    ];
    assert.deepEqual(asked(response(items('Greet.', -0.5)), from), []);
    assert.deepEqual(asked(response(items('Grunt.', -0.5)), from), ['output[0].content[0].text']);
    assert.deepEqual(asked(response(items('Greet.', -1)), from), ['output[1].content[0].logprobs[0].logprob']);
  });
  test('that runs in the background has them where it is retrieved once it has ended', () => {
    const queued = client('POST /v1/responses', { json: { id: 'resp_1', status: 'queued', output: [] } });
    const retrieved = (text: string) => client('GET /v1/responses/resp_1', response([message(text)]));
    const from = [provider('chat/completions', hello)];
    assert.deepEqual(found([queued, retrieved('Hello')], from), []);
    assert.deepEqual(found([queued, retrieved('Hi')], from), ['output[0].content[0].text']);
    assert.deepEqual(found([queued], from), []);
  });
});

describe('a message', () => {
  const asked = (answer: Answer, from: Answer = hello) =>
    found([client('POST /v1/messages', answer)], [provider('chat/completions', from)]);
  const message = (content: Json[], usage: Json = {}, reason = 'end_turn') => ({
    json: { content, stop_reason: reason, usage },
  });
  const text = (of: string) => ({ type: 'text', text: of });

  test('has text, stop reason and usage of the chat completion, with what came of a cache', () => {
    const used = { input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 1 };
    assert.deepEqual(asked(message([text('Hello')], used)), []);
    assert.deepEqual(asked(message([text('Hi')], { input_tokens: 2, output_tokens: 1 }, 'max_tokens')), [
      'content[0].text',
      'stop_reason',
      'usage.input_tokens',
    ]);
  });
  test('has its tool calls', () => {
    const from = chat({ role: 'assistant', tool_calls: [toolCall] });
    const use = { type: 'tool_use', id: 'call_1', name: 'add', input: { a: 1 } };
    assert.deepEqual(asked(message([use]), from), []);
    assert.deepEqual(asked(message([{ ...use, name: 'sub', input: {} }]), from), [
      'content[0].name',
      'content[0].input',
    ]);
    assert.deepEqual(asked(message([]), from), ['content']);
  });
  test('has all of them in the joined events of its stream', () => {
    const from = chat({ role: 'assistant', content: 'Hello', tool_calls: [toolCall] });
    const start = (index: number, block: Json) => ({ type: 'content_block_start', index, content_block: block });
    const delta = (index: number, of: Json) => ({ type: 'content_block_delta', index, delta: of });
    const stream = (...more: Json[]): Json[] => [
      { type: 'message_start', message: { usage: { input_tokens: 3, output_tokens: 0 } } },
      start(0, text('')),
      delta(0, { type: 'text_delta', text: 'Hel' }),
      delta(0, { type: 'text_delta', text: 'lo' }),
      start(1, { type: 'tool_use', id: 'call_1', name: 'add', input: {} }),
      ...more,
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
    ];
    const [first, second] = ['{"a"', ':1}'].map((part) => delta(1, { type: 'input_json_delta', partial_json: part }));
    assert.ok(first !== undefined && second !== undefined);
    assert.deepEqual(asked({ events: stream(first, second) }, from), []);
    assert.deepEqual(asked({ events: stream(first) }, from), ['content[1].input']);
  });
});

test('a call is the recorded one however often the test asked for something else before it', () => {
  const recorded = [client('GET /v1/responses/resp_1', { json: {} }), client('POST /v1/chat/completions', hello)];
  const waiting = client('GET /v1/responses/resp_1', { json: {} });
  const now = [waiting, waiting, client('POST /v1/chat/completions', chat({ role: 'assistant', content: 'Hi' }))];
  assert.deepEqual(found(recorded, [provider('chat/completions', hello, 2)], now), ['choices[0].message.content']);
  assert.deepEqual(found(recorded, [provider('chat/completions', hello, 1)], now), []);
});
