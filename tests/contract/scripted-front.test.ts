import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import OpenAI from 'openai';
import { startFront, type FrontOptions } from '../../scripts/providers/scripted/front.ts';
import { withModels } from '../../scripts/providers/scripted/more-models.ts';
import { passTo } from '../../scripts/providers/scripted/pass-on.ts';
import { parseScript } from '../../scripts/providers/scripted/script.ts';

const LIMIT = { timeout: 20_000 };
const HEADERS = { 'x-e2e-recorded-from': 'Fake 1.0', 'x-e2e-source': 'local model' };

async function listen(t: TestContext, listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert(typeof address === 'object' && address !== null);
  return new URL(`http://127.0.0.1:${address.port}`);
}

async function front(t: TestContext, listener: RequestListener, script: unknown = []): Promise<string> {
  return frontOf(t, { passOn: passTo(await listen(t, listener)), script: parseScript(script, 'test') });
}

async function frontOf(t: TestContext, options: Pick<FrontOptions, 'passOn' | 'script' | 'judges'>): Promise<string> {
  const about = { recordedFrom: 'Fake 1.0', source: 'local model', reasoningField: 'reasoning' } as const;
  const { port, stop } = await startFront({ port: 0, ...about, ...options });
  t.after(stop);
  return `http://127.0.0.1:${port}`;
}

async function get(url: string): Promise<IncomingMessage> {
  const outgoing = request(url).end();
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  return incoming;
}

const chat = (body: object) => ({ method: 'POST', body: JSON.stringify({ model: 'm', ...body }) });
const ask = (content: string, more: object = {}) => chat({ messages: [{ role: 'user', content }], ...more });
const PATH = '/v1/chat/completions';
const mustNotBeAsked: RequestListener = () => assert.fail('the real server was asked');

test('an answer comes through byte for byte, in the chunks it was sent in', LIMIT, async (t) => {
  const sent = ['data: {"a"', ':1}\n\n', 'data: [DONE]\n\n'].map((part) => Buffer.from(part));
  const [earth] = [Buffer.from('🌍')];
  sent.push(earth.subarray(0, 2), earth.subarray(2), Buffer.from([0, 255]));
  const url = await front(t, (_request, response) => {
    response.writeHead(203, { 'content-type': 'text/event-stream', 'x-request-id': 'r1', 'set-cookie': ['a', 'b'] });
    for (const part of sent) response.write(part);
    response.end();
  });
  const incoming = await get(url);
  const got: Buffer[] = [];
  incoming.on('data', (part: Buffer) => got.push(part));
  await once(incoming, 'end');
  assert.deepEqual(got, sent);
  assert.equal(incoming.statusCode, 203);
  assert.partialDeepStrictEqual(incoming.headers, { ...HEADERS, 'x-request-id': 'r1', 'set-cookie': ['a', 'b'] });
});

test('each chunk is passed on before the next one exists', LIMIT, async (t) => {
  const seen = Promise.withResolvers<void>();
  const url = await front(t, (_request, response) => {
    response.write('first');
    void seen.promise.then(() => response.end('second'));
  });
  const incoming = await get(url);
  const [first]: unknown[] = await once(incoming, 'data');
  assert.equal(String(first), 'first');
  seen.resolve();
  assert.equal(await text(incoming), 'second');
});

test('method, path, query, headers and body reach the server as they were sent', LIMIT, async (t) => {
  const url = await front(t, (incoming, response) => {
    void text(incoming).then((body) => {
      const { method, url: target, headers } = incoming;
      response.end(JSON.stringify({ method, target, key: headers.authorization, type: headers['content-type'], body }));
    });
  });
  const body = '{ "model": "m",\n "messages": [] }';
  const headers = { authorization: 'Bearer k', 'content-type': 'application/json' };
  const answer = await fetch(`${url}${PATH}?a=%20b&a`, { method: 'POST', headers, body });
  const target = `${PATH}?a=%20b&a`;
  assert.deepEqual(await answer.json(), { method: 'POST', target, key: 'Bearer k', type: 'application/json', body });
});

test('a client that goes away ends the request at the server', LIMIT, async (t) => {
  const gone = Promise.withResolvers<void>();
  const url = await front(t, (_request, response) => {
    response.once('close', gone.resolve);
    response.write('first');
  });
  const incoming = await get(url);
  await once(incoming, 'data');
  incoming.destroy();
  await gone.promise;
});

test("a server that breaks off breaks the client's connection", LIMIT, async (t) => {
  const url = await front(t, (_request, response) => response.write('first', () => response.destroy()));
  await assert.rejects(buffer(await get(url)), { code: 'ECONNRESET' });
});

test('a server that does not answer becomes a 502 that says so', LIMIT, async (t) => {
  const nobody = await listen(t, (_request, response) => response.destroy());
  const answer = await fetch(await frontOf(t, { passOn: passTo(nobody), script: [] }));
  assert.equal(answer.status, 502);
  assert.match(await answer.text(), /did not answer GET \/: .*See whether it still runs/);
});

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

test('a scripted break ends the connection after so many events, or before the body', LIMIT, async (t) => {
  const url = (await front(t, mustNotBeAsked, SCRIPT)) + PATH;
  const stream = await fetch(url, ask('cut?', { stream: true }));
  let got = '';
  await assert.rejects(async () => {
    for await (const part of stream.body ?? []) got += Buffer.from(part).toString();
  });
  assert.equal(got.match(/data: /g)?.length, 3);
  const whole = await fetch(url, ask('cut?'));
  assert.equal(whole.status, 200);
  await assert.rejects(whole.text());
});

test('a scripted hold sends so many events, or the headers alone, and nothing more', LIMIT, async (t) => {
  const url = (await front(t, mustNotBeAsked, SCRIPT)) + PATH;
  const abort = new AbortController();
  const stream = await fetch(url, { ...ask('held?', { stream: true }), signal: abort.signal });
  let got = '';
  const reading = (async () => {
    for await (const part of stream.body ?? []) {
      got += Buffer.from(part).toString();
      // An answer that is not held would end instead.
      if (got.match(/data: /g)?.length === 3) setImmediate(() => abort.abort());
    }
  })();
  await assert.rejects(reading, { name: 'AbortError' });
  assert.equal(got.match(/data: /g)?.length, 3);
  const whole = await fetch(url, { ...ask('held?'), signal: AbortSignal.timeout(50) });
  assert.deepEqual([whole.status, whole.headers.get('x-e2e-source')], [200, 'scripted']);
  await assert.rejects(whole.text(), { name: 'TimeoutError' });
});

test('what a judge knows is judged, and says that it is scripted', LIMIT, async (t) => {
  const passOn = passTo(await listen(t, (_request, response) => response.end('real')));
  const judges = [
    ({ url }: { url: string }) => (url === '/rerank' ? { status: 200, body: { results: [] } } : undefined),
  ];
  const url = await frontOf(t, { passOn, script: [], judges });
  const judged = await fetch(`${url}/rerank`, { method: 'POST' });
  assert.deepEqual([judged.headers.get('x-e2e-source'), await judged.json()], ['scripted', { results: [] }]);
  assert.equal(await (await fetch(`${url}/other`, { method: 'POST' })).text(), 'real');
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

test('models that only the script answers for are listed beside those of the server, as scripted', LIMIT, async (t) => {
  const root = await listen(t, (request, response) => {
    response.end(request.url === '/v1/models' ? '{"object":"list","data":[{"id":"real"}]}' : `real ${request.url}`);
  });
  const list = async (models: string[]) => {
    const url = await frontOf(t, { passOn: withModels(models, root, passTo(root)), script: [] });
    const answer = await fetch(`${url}/v1/models`);
    assert.equal(await (await fetch(`${url}/v1/models/real`)).text(), 'real /v1/models/real');
    return { source: answer.headers.get('x-e2e-source'), body: await answer.json() };
  };
  const more = { id: 'large', object: 'model', created: 0, owned_by: 'scripted' };
  assert.deepEqual(await list(['real', 'large']), {
    source: 'scripted',
    body: { object: 'list', data: [{ id: 'real' }, more] },
  });
  assert.deepEqual(await list(['real']), { source: 'local model', body: { object: 'list', data: [{ id: 'real' }] } });
});
