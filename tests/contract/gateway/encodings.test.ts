/** Bodies in content codings, too large ones, multipart ones and redirects: looked at, or refused with a word. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const JSON_BODY = '{"said":"é"}';
const answers: Record<string, { encoding: string; body: Buffer }> = {
  'raw deflate': { encoding: 'deflate', body: deflateRawSync(JSON_BODY) },
  'stacked codings': { encoding: 'gzip, br', body: brotliCompressSync(gzipSync(JSON_BODY)) },
  'nothing, marked gzip': { encoding: 'gzip', body: Buffer.alloc(0) },
  'text, marked gzip': { encoding: 'gzip', body: Buffer.from(JSON_BODY) },
  'gzip, marked zstd': { encoding: 'zstd', body: gzipSync(JSON_BODY) },
  'gzip with rubbish in its middle': { encoding: 'gzip', body: damaged() },
  'a coding that nobody knows': { encoding: 'snappy', body: Buffer.from(JSON_BODY) },
};

function damaged(): Buffer {
  const bytes = gzipSync(Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 7919) % 251)));
  return Buffer.concat([bytes.subarray(0, -3_000), Buffer.alloc(2_992, 0xff), bytes.subarray(-8)]);
}

describe('encodings', () => {
  let elsewhere: FakeProvider;
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  const keysElsewhere: unknown[] = [];
  before(async () => {
    elsewhere = await fakeProvider((message, response, body) => {
      keysElsewhere.push(message.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"elsewhere":${body || '""'}}`);
    });
    provider = await fakeProvider((message, response, body) => {
      const path = decodeURIComponent(message.url ?? '').slice(1);
      if (path === 'moved') return void response.writeHead(307, { location: '/v1/there?x=1' }).end();
      if (path === 'moved/whole') return void response.writeHead(308, { location: `${provider.url}/v1/there` }).end();
      if (path === 'gone/elsewhere') return void response.writeHead(307, { location: `${elsewhere.url}/x` }).end();
      const { encoding, body: bytes } = answers[path] ?? {
        encoding: 'identity',
        body: Buffer.from(`{"got":${body.length}}`),
      };
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(bytes);
    });
    gateway = await GatewayUnderTest.start({
      upstream: provider.url,
      environment: { FAKE_API_KEY: 'key-of-the-provider' },
    });
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
    await elsewhere.close();
  });

  const ask = async (id: string, path: string, init: RequestInit = {}): Promise<string> => {
    const answer = await gateway.call(id, `/${encodeURI(path)}`, init);
    return answer.text().catch(() => 'broken off');
  };

  for (const [what, expected] of [
    ['raw deflate', JSON_BODY],
    ['stacked codings', JSON_BODY],
    ['nothing, marked gzip', ''],
  ] as const) {
    test(`an answer is decoded: ${what}`, async () => {
      const { written } = await gateway.record(async (id) => assert.equal(await ask(id, what), expected), what);
      assert.equal(written.length, 2);
      const id = await gateway.open('replay', what);
      assert.equal(await ask(id, what), expected);
      assert.deepEqual((await gateway.close(id)).problems, []);
    });
  }

  for (const what of Object.keys(answers).slice(3)) {
    test(`an answer that cannot be decoded is a problem of its attempt, and nothing is written: ${what}`, async () => {
      const { problems, written } = await gateway.record(async (id) => void (await ask(id, what)), what);
      assert.deepEqual(written, []);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.text ?? '', /The answer of Fake at .* has the content-encoding (gzip|zstd|snappy)/);
    });
  }

  test('a compressed request is compared by what is in it', async () => {
    const json = { 'content-type': 'application/json' };
    const post = (id: string, body: Buffer, encoding: string): Promise<string> =>
      ask(id, 'v1/chat', {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { ...json, 'content-encoding': encoding },
      });
    const title = 'compressed';
    await gateway.record(async (id) => void (await post(id, gzipSync('{"a":1,"b":2}'), 'gzip')), title);
    const file = join(gateway.recordings, 'line-1/setup/a.spec.ts/compressed/providers.json');
    assert.match(await readFile(file, 'utf8'), /"a": 1/);
    const others: [Buffer, string][] = [
      [deflateSync('{"b":2,"a":1}'), 'deflate'],
      [brotliCompressSync('{"b":2,"a":1}'), 'br'],
      [zstdCompressSync('{"b":2,"a":1}'), 'zstd'],
    ];
    for (const [body, encoding] of others) {
      const id = await gateway.open('replay', title);
      await post(id, body, encoding);
      assert.deepEqual((await gateway.close(id)).problems, [], encoding);
    }
    const id = await gateway.open('replay', title);
    await post(id, gzipSync('{"a":1,"b":3}'), 'gzip');
    assert.match((await gateway.close(id)).problems[0]?.text ?? '', /body\.b: recorded 2, now 3/);
  });

  test('a request in a coding that it is not in, and one over the limit, are problems of their attempt', async () => {
    const id = await gateway.open('record', 'unreadable');
    const post = (body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<string> =>
      ask(id, 'v1/chat', { method: 'POST', body, headers });
    assert.match(
      await post(new Uint8Array(9), { 'content-encoding': 'gzip' }),
      /has the content-encoding gzip, and is not/,
    );
    assert.match(await post(new Uint8Array(64 * 1024 * 1024 + 1), {}), /is larger than 64 MB/);
    const { problems, written } = await gateway.close(id);
    assert.deepEqual(written, []);
    assert.deepEqual(
      problems.map(({ kind }) => kind),
      ['unreadable', 'unreadable'],
    );
  });

  test('multipart bodies are compared by their parts, whatever kind they are and whatever a part holds', async () => {
    const mixed = (boundary: string, text: string, inIt = boundary) => ({
      method: 'POST',
      headers: { 'content-type': `multipart/mixed; boundary=${boundary}` },
      body: `--${boundary}\r\ncontent-type: text/plain\r\n\r\n${text} --${inIt} in it\r\n--${boundary}\r\n\r\nbare\r\n--${boundary}--\r\n`,
    });
    const title = 'multipart';
    await gateway.record(async (id) => void (await ask(id, 'v1/mixed', mixed('one', 'x'))), title);
    const same = await gateway.open('replay', title);
    await ask(same, 'v1/mixed', mixed('two', 'x', 'one'));
    assert.deepEqual((await gateway.close(same)).problems, []);
    const other = await gateway.open('replay', title);
    await ask(other, 'v1/mixed', mixed('one', 'y'));
    assert.match((await gateway.close(other)).problems[0]?.text ?? '', /"x --one in it".*"y --one in it"/s);
  });

  for (const path of ['moved', 'moved/whole']) {
    test(`a redirect within the provider leads through the gateway again, recorded and replayed: /${path}`, async () => {
      const asked = async (id: string): Promise<unknown[]> => {
        const answer = await gateway.call(id, `/${path}`, { method: 'POST', body: '{}', redirect: 'manual' });
        const location = new URL(answer.headers.get('location') ?? '', gateway.gateway.url).href;
        assert.ok(location.startsWith(`${gateway.gateway.url}/fake/v1/there`), location);
        return [
          answer.status,
          await ask(id, location.slice(`${gateway.gateway.url}/fake/`.length), { method: 'POST', body: '{}' }),
        ];
      };
      let recorded: unknown;
      await gateway.record(async (id) => void (recorded = await asked(id)), path);
      const id = await gateway.open('replay', path);
      assert.deepEqual(await asked(id), recorded);
      assert.deepEqual((await gateway.close(id)).problems, []);
    });
  }

  test('a redirect to another server is followed by the gateway, without the key', async () => {
    const post = { method: 'POST', body: '{"a":1}' };
    const { written } = await gateway.record(
      async (id) => assert.equal(await ask(id, 'gone/elsewhere', post), '{"elsewhere":{"a":1}}'),
      'elsewhere',
    );
    assert.equal(written.length, 2);
    assert.deepEqual(keysElsewhere, [undefined]);
    const id = await gateway.open('replay', 'elsewhere');
    assert.equal(await ask(id, 'gone/elsewhere', post), '{"elsewhere":{"a":1}}');
    assert.deepEqual((await gateway.close(id)).problems, []);
  });
});
