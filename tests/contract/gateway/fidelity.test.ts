/** Answers of every kind that a provider gives, byte for byte through the real gateway. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import OpenAI from 'openai';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

const sse = { 'content-type': 'text/event-stream' };
const chunk = (delta: object, rest: object = {}): string =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', choices: [{ index: 0, delta, ...rest }] })}\n\n`;
const done = 'data: [DONE]\n\n';
const image = `data:image/png;base64,${Buffer.alloc(768 * 1024, 'pixels').toString('base64')}`;
const failure = (message: string): string =>
  `{"error": {"message": "${message}", "type": "x", "param": null, "code": null}}`;

const answers: Record<string, Answer> = {
  'several choices': {
    body: '{"choices": [{"index": 0, "message": {"content": "a"}}, {"index": 1, "message": {"content": "b"}}]}',
  },
  'several choices, streamed': {
    headers: sse,
    body:
      [0, 1, 0, 1]
        .map((index) => `data: {"choices":[{"index":${index},"delta":{"content":"x${index}"}}]}\n\n`)
        .join('') + done,
  },
  logprobs: {
    body: '{"choices":[{"index":0,"logprobs":{"content":[{"token":"a","logprob":-1.0e-07,"bytes":[97],"top_logprobs":[]}]}}]}',
  },
  'a usage chunk': {
    headers: sse,
    body: `${chunk({ content: 'a' })}data: {"choices":[],"usage":{"total_tokens":3}}\n\n${done}`,
  },
  'parallel tool calls': {
    headers: sse,
    body:
      chunk({ tool_calls: [{ index: 0, id: 'call_a', function: { name: 'f', arguments: '' } }] }) +
      chunk({ tool_calls: [{ index: 1, id: 'call_b', function: { name: 'g', arguments: '' } }] }) +
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"x"' } }] }) +
      chunk({ tool_calls: [{ index: 1, function: { arguments: '{}' } }] }) +
      chunk({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }, { finish_reason: 'tool_calls' }) +
      done,
  },
  'a refusal': { headers: sse, body: chunk({ refusal: 'I can’t' }) + chunk({ refusal: ' do that.' }) + done },
  'reasoning content': {
    headers: sse,
    body: chunk({ reasoning_content: 'hm' }) + chunk({ reasoning: 'hm' }) + chunk({ content: 'yes' }) + done,
  },
  'a cut by length': { headers: sse, body: chunk({ content: 'a' }, { finish_reason: 'length' }) + done },
  'named events': {
    headers: sse,
    body: 'event: message_start\ndata: {"type": "message_start"}\n\n: ping\n\nevent: message_stop\r\ndata: {}\r\n\r\n',
  },
  'newline-delimited JSON': {
    headers: { 'content-type': 'application/x-ndjson' },
    body: '{"response":"a","done":false}\n{"response":"","done":true}\n',
  },
  'an error inside a stream': { headers: sse, body: `${chunk({ content: 'a' })}data: ${failure('overloaded')}\n\n` },
  'a batch of embeddings': {
    body: '{"data": [{"index": 0, "embedding": [0.1, -1e-08]}, {"index": 1, "embedding": [1.0, 2]}, {"index": 2, "embedding": []}]}',
  },
  'embeddings in base64': {
    body: JSON.stringify({
      data: [{ index: 0, embedding: Buffer.from(new Float32Array([0.1, 2]).buffer).toString('base64') }],
    }),
  },
  'an answer of 1 MB': { body: JSON.stringify({ image }) },
  'a binary answer of 1 MB': {
    headers: { 'content-type': 'audio/mpeg' },
    body: Buffer.alloc(1024 * 1024, Buffer.from([255, 0, 1])),
  },
  'text that is no JSON under the type of JSON': { body: '<html>' },
  'no body': { body: '' },
  'a stream without events': { headers: sse, body: '' },
  'a bad request': { status: 400, body: failure('bad') },
  'a wrong key': { status: 401, body: failure('key') },
  'nothing there': { status: 404, body: '' },
  'an entity that is none': { status: 422, body: '{"detail":[{"loc":["body"],"msg":"field required"}]}' },
  'a limit, with a pause in seconds': { status: 429, headers: { 'retry-after': '7' }, body: failure('slow down') },
  'a limit, with a pause in milliseconds': {
    status: 429,
    headers: { 'retry-after-ms': '20' },
    body: failure('slow down'),
  },
  'a fault that may be tried again': {
    status: 503,
    headers: { 'x-should-retry': 'true', 'retry-after': '1' },
    body: '',
  },
  'a redirection that nobody follows': { status: 304, body: '' },
  gzip: { headers: { 'content-encoding': 'gzip' }, body: gzipSync('{"é":1}') },
  deflate: { headers: { 'content-encoding': 'deflate' }, body: deflateSync('{"é":2}') },
  brotli: { headers: { 'content-encoding': 'br' }, body: brotliCompressSync('{"é":3}') },
  zstd: { headers: { 'content-encoding': 'zstd' }, body: zstdCompressSync('{"é":4}') },
  'a stream in gzip': {
    headers: { ...sse, 'content-encoding': 'gzip' },
    body: gzipSync(chunk({ content: 'é' }) + done),
  },
};

/** Beside `retry-after-ms`, which replay sets. */
const KEPT = ['content-type', 'retry-after', 'x-should-retry'];

describe('fidelity', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  before(async () => {
    provider = await fakeProvider((message, response) => {
      const { status = 200, headers, body } = answers[decodeURIComponent(message.url ?? '').slice(1)] ?? { body: '{}' };
      response.writeHead(status, { 'content-type': 'application/json', 'x-account': 'ours', ...headers });
      response.end(body);
    });
    gateway = await GatewayUnderTest.start({ upstream: provider.url });
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  async function ask(id: string, path: string, init: RequestInit = {}): Promise<object> {
    const response = await gateway.call(id, path, init);
    const bytes = Buffer.from(await response.arrayBuffer());
    const headers = KEPT.map((name) => `${name}: ${response.headers.get(name)}`);
    return { status: response.status, headers, bytes: bytes.toString('latin1') };
  }

  for (const [what, { body, headers }] of Object.entries(answers)) {
    test(`replayed as it was recorded: ${what}`, async () => {
      let live: object | undefined;
      const path = `/${encodeURIComponent(what)}`;
      const { problems } = await gateway.record(async (id) => void (live = await ask(id, path)), what);
      assert.deepEqual(problems, []);
      if (headers?.['content-encoding'] === undefined) {
        assert.equal(
          Object.entries(live ?? {}).find(([key]) => key === 'bytes')?.[1],
          Buffer.from(body).toString('latin1'),
        );
      } else assert.match(JSON.stringify(live), /Ã©/);
      const id = await gateway.open('replay', what);
      assert.deepEqual(await ask(id, path), live);
      assert.deepEqual((await gateway.close(id)).problems, []);
    });
  }

  test('HEAD, GET and DELETE are told apart, and HEAD has no body', async () => {
    const methods = ['HEAD', 'GET', 'DELETE', 'OPTIONS', 'PATCH'];
    const look = async (id: string): Promise<object[]> => {
      const seen: object[] = [];
      for (const method of methods) seen.push(await ask(id, '/thing?a=1&b=%20', { method }));
      return seen;
    };
    let live: object[] = [];
    await gateway.record(async (id) => void (live = await look(id)), 'methods');
    const id = await gateway.open('replay', 'methods');
    assert.deepEqual(await look(id), live);
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('a request of 1 MB hits, and with one letter of its image changed it does not', async () => {
    const body = { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: image } }] }] };
    await gateway.record(async (id) => void (await gateway.post(id, body)), 'image');
    const same = await gateway.open('replay', 'image');
    assert.equal((await gateway.post(same, body)).status, 200);
    assert.deepEqual((await gateway.close(same)).problems, []);
    const other = await gateway.open('replay', 'image');
    assert.equal((await gateway.post(other, JSON.parse(JSON.stringify(body).replace(/(.{200})$/, 'A$1')))).status, 501);
    const { problems } = await gateway.close(other);
    assert.ok((problems[0]?.text.length ?? Infinity) < 2_000, 'the miss is short');
    assert.match(problems[0]?.text ?? '', /body\.messages\[0\]\.content\[0\]\.image_url\.url/);
  });

  test('a pause that a provider asked for is not made again in replay, though its Retry-After stays', async () => {
    const what = 'a pause of 25 s';
    answers[what] = { status: 429, headers: { 'retry-after': '25' }, body: failure('slow down') };
    answers['a pause of 9 s in ms'] = { status: 503, headers: { 'retry-after-ms': '9000' }, body: '' };
    const ask = (id: string, path: string) => gateway.call(id, `/${encodeURIComponent(path)}`);
    for (const each of [what, 'a pause of 9 s in ms'])
      await gateway.record(async (id) => void (await ask(id, each)), each);
    const [seconds, milliseconds] = [
      await gateway.open('replay', what),
      await gateway.open('replay', 'a pause of 9 s in ms'),
    ];
    const { headers } = await ask(seconds, what);
    assert.deepEqual([headers.get('retry-after'), headers.get('retry-after-ms')], ['25', '1']);
    assert.equal((await ask(milliseconds, 'a pause of 9 s in ms')).headers.get('retry-after-ms'), '1');
    const again = await gateway.open('replay', what);
    const client = new OpenAI({
      apiKey: 'k',
      baseURL: `${gateway.gateway.url}/fake/${encodeURIComponent(what)}?`,
      maxRetries: 1,
      defaultHeaders: { baggage: `e2e-attempt=${again}` },
    });
    const since = performance.now();
    await assert.rejects(client.models.list());
    assert.ok(performance.now() - since < 20_000, 'the SDK does not wait 25 s');
  });

  test('an error that is tried again says in replay to wait no longer than it must', async () => {
    for (const [status, pause] of [
      [429, '1'],
      [500, '1'],
      [503, '1'],
      [400, null],
      [404, null],
    ] as const) {
      const what = `pause after ${status}`;
      answers[what] = { status, body: failure('x') };
      await gateway.record(
        async (id) =>
          assert.equal((await gateway.call(id, `/${encodeURIComponent(what)}`)).headers.get('retry-after-ms'), null),
        what,
      );
      const response = await gateway.call(await gateway.open('replay', what), `/${encodeURIComponent(what)}`);
      assert.equal(response.headers.get('retry-after-ms'), pause);
    }
  });
});
