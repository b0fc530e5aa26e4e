import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import OpenAI from 'openai';
import { chat, front, HEADERS, mustNotBeAsked, PATH } from '../../fakes/front.ts';

const LIMIT = { timeout: 20_000 };

const ask = (content: string, more: object = {}) => chat({ messages: [{ role: 'user', content }], ...more });

const SCRIPT = [
  {
    name: 'call',
    when: { user: 'weather?', tools: ['get_weather'] },
    answer: {
      toolCalls: [
        { name: 'get_weather', arguments: { city: 'Paris' } },
        { name: 'get_weather', arguments: { city: 'Oslo' } },
      ],
    },
  },
  { name: 'text', when: { user: 'hello?' }, answer: { content: 'Hello, whoever you may be.' } },
  {
    name: 'limit',
    when: { user: 'too fast?' },
    answer: { status: 429, headers: { 'retry-after': '2' }, body: { error: { message: 'slow down' } } },
  },
  { name: 'cut', when: { user: 'cut?' }, answer: { content: 'This never comes to its end.', break: 3 } },
  { name: 'held', when: { user: 'held?' }, answer: { content: 'This never comes to its end.', hold: 3 } },
  { name: 'id', when: { user: 'id?', toolResults: 1 }, capture: { id: 'id=(\\w+)' }, answer: { content: '{{id}}' } },
];

test("OpenAI's client reads scripted tool calls, streamed and whole", LIMIT, async (t) => {
  const client = new OpenAI({ baseURL: `${await front(t, mustNotBeAsked, SCRIPT)}/v1`, apiKey: 'none', maxRetries: 0 });
  const asked = {
    model: 'm',
    messages: [{ role: 'user', content: 'weather?' }],
    tools: [{ type: 'function', function: { name: 'get_weather' } }],
  } satisfies OpenAI.ChatCompletionCreateParams;
  const whole = await client.chat.completions.create(asked);
  const streamed = await client.chat.completions
    .stream({ ...asked, stream_options: { include_usage: true } })
    .finalChatCompletion();
  for (const { choices, usage, model } of [whole, streamed]) {
    const calls = choices[0]?.message.tool_calls ?? [];
    const args = calls.map((call) => (call.type === 'function' ? call.function.arguments : call.type));
    assert.deepEqual(args, ['{"city":"Paris"}', '{"city":"Oslo"}']);
    assert.equal(choices[0]?.finish_reason, 'tool_calls');
    assert.equal(usage?.prompt_tokens, 1);
    assert.equal(model, 'm');
  }
});

test(
  'a scripted stream is one event per network chunk, says that it is scripted, and ends with [DONE]',
  LIMIT,
  async (t) => {
    const url = await front(t, mustNotBeAsked, SCRIPT);
    const { method, body } = ask('hello?', { stream: true });
    const incoming = await new Promise<IncomingMessage>((resolve) => {
      request(url + PATH, { method }, resolve).end(body);
    });
    const parts: string[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part.toString()));
    await once(incoming, 'end');
    assert(parts.length > 5);
    for (const part of parts) assert.match(part, /^data: .*\n\n$/);
    assert.equal(parts.at(-1), 'data: [DONE]\n\n');
    assert.partialDeepStrictEqual(incoming.headers, { ...HEADERS, 'x-e2e-source': 'scripted' });
  },
);

test('what the script does not cover is asked of the real server', LIMIT, async (t) => {
  const url = await front(t, (_request, response) => response.end('real'), SCRIPT);
  for (const asked of [ask('What is the capital of France?'), ask('weather?'), ask('id?')]) {
    const answer = await fetch(url + PATH, asked);
    assert.equal(await answer.text(), 'real');
    assert.equal(answer.headers.get('x-e2e-source'), 'local model');
  }
});

test('a scripted error is given as it stands', LIMIT, async (t) => {
  const answer = await fetch((await front(t, mustNotBeAsked, SCRIPT)) + PATH, ask('too fast?'));
  assert.equal(answer.status, 429);
  assert.equal(answer.headers.get('retry-after'), '2');
  assert.deepEqual(await answer.json(), { error: { message: 'slow down' } });
});

test('a scripted break ends the connection after so many pieces, or before the body', LIMIT, async (t) => {
  const url = (await front(t, mustNotBeAsked, SCRIPT)) + PATH;
  const stream = await fetch(url, ask('cut?', { stream: true }));
  let got = '';
  await assert.rejects(async () => {
    for await (const part of stream.body ?? []) got += Buffer.from(part).toString();
  });
  // One more: the role comes before the first piece.
  assert.equal(got.match(/data: /g)?.length, 4);
  const whole = await fetch(url, ask('cut?'));
  assert.equal(whole.status, 200);
  await assert.rejects(whole.text());
});

test('a scripted hold sends so many pieces, or the headers alone, and nothing more', LIMIT, async (t) => {
  const url = (await front(t, mustNotBeAsked, SCRIPT)) + PATH;
  const abort = new AbortController();
  const stream = await fetch(url, { ...ask('held?', { stream: true }), signal: abort.signal });
  let got = '';
  const reading = (async () => {
    for await (const part of stream.body ?? []) {
      got += Buffer.from(part).toString();
      // An answer that is not held would end instead.
      if (got.match(/data: /g)?.length === 4) setImmediate(() => abort.abort());
    }
  })();
  await assert.rejects(reading, { name: 'AbortError' });
  // One more: the role comes before the first piece.
  assert.equal(got.match(/data: /g)?.length, 4);
  const leave = new AbortController();
  const whole = await fetch(url, { ...ask('held?'), signal: leave.signal });
  assert.deepEqual([whole.status, whole.headers.get('x-e2e-source')], [200, 'scripted']);
  setImmediate(() => leave.abort());
  await assert.rejects(whole.text(), { name: 'AbortError' });
});

test('a scripted answer that cannot be filled is an error that names it, and is not retried', LIMIT, async (t) => {
  const messages = [
    { role: 'user', content: 'id?' },
    { role: 'tool', tool_call_id: 'c', content: 'none here' },
  ];
  const answer = await fetch((await front(t, mustNotBeAsked, SCRIPT)) + PATH, chat({ messages }));
  assert.equal(answer.status, 500);
  assert.equal(answer.headers.get('x-should-retry'), 'false');
  assert.match(await answer.text(), /scripted answer \\"id\\" .* finds nothing in the tool results: none here/);
});
