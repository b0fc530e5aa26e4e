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
    assert.deepEqual(asked({ json: { ...rest, usage: { prompt_tokens: 4, completion_tokens: 1 } } }), [
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
    assert.deepEqual(asked(response([message('It is.')]), chat({ content: 'It is <|file-1|>.' })), []);
  });
  test('has the function calls of the model', () => {
    const calls = chat({ role: 'assistant', tool_calls: [toolCall] });
    const item = { type: 'function_call', call_id: 'call_1', name: 'add', arguments: '{"a":1}' };
    assert.deepEqual(asked(response([item]), calls), []);
    assert.deepEqual(asked(response([{ ...item, arguments: '{}' }]), calls), ['output[0].arguments']);
    assert.deepEqual(asked(response([{ ...item, call_id: 'call_2' }]), calls), ['output[0].call_id']);
  });
  test('has the usage of all turns of the model', () => {
    assert.deepEqual(asked(response([message('Hello')], 6), hello, hello), ['usage.output_tokens']);
  });
});

test('a message has text, tool and usage of the chat completion that it is made of, with what came of a cache', () => {
  const message = (text: string, usage: Json) => ({ json: { content: [{ type: 'text', text }], usage } });
  const asked = (answer: Answer) => found([client('POST /v1/messages', answer)], [provider('chat/completions', hello)]);
  assert.deepEqual(asked(message('Hello', { input_tokens: 1, cache_read_input_tokens: 2, output_tokens: 1 })), []);
  assert.deepEqual(asked(message('Hi', { input_tokens: 2, output_tokens: 1 })), [
    'content[0].text',
    'usage.input_tokens',
  ]);
});

test('a call is the recorded one however often the test asked for something else before it', () => {
  const recorded = [client('GET /v1/responses/resp_1', { json: {} }), client('POST /v1/chat/completions', hello)];
  const waiting = client('GET /v1/responses/resp_1', { json: {} });
  const now = [waiting, waiting, client('POST /v1/chat/completions', chat({ role: 'assistant', content: 'Hi' }))];
  assert.deepEqual(found(recorded, [provider('chat/completions', hello, 2)], now), ['choices[0].message.content']);
  assert.deepEqual(found(recorded, [provider('chat/completions', hello, 1)], now), []);
});
