/** Whatever is sent to the gateway, it serves on, and answers nothing with a recording of something else. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as fc from 'fast-check';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const CANARY = 'canary-key-0123456789';
const RECORDED = 'an answer that was recorded';

describe('fuzz', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  before(async () => {
    provider = await fakeProvider((_message, response, body) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ text: RECORDED, echo: body }));
    });
    gateway = await GatewayUnderTest.start({ upstream: provider.url, environment: { FAKE_API_KEY: CANARY } });
    await gateway.record(async (id) => void (await gateway.post(id, { q: 1 })), 'fuzzed');
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  /** Sends bytes as they are, and gives what came back; the connection is cut when nothing more comes. */
  function send(bytes: string | Buffer, cut: boolean): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(new URL(gateway.gateway.url).port), '127.0.0.1');
      let answer = '';
      socket.on('data', (data) => {
        answer += data.toString('latin1');
        if (!cut) socket.end();
      });
      socket.on('error', () => resolve(answer));
      socket.on('close', () => resolve(answer));
      socket.write(bytes, () => (cut ? socket.destroy() : undefined));
    });
  }

  async function stillServes(): Promise<void> {
    const id = await gateway.open('replay', 'fuzzed');
    assert.equal((await gateway.post(id, { q: 1 })).status, 200);
    assert.deepEqual((await gateway.close(id)).problems, []);
  }

  const token = fc.constantFrom('GET', 'POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS', 'PROPFIND');
  const path = fc.oneof(
    fc.constantFrom(
      '/fake/v1/chat',
      '/fake/v1/chat?a',
      '/fake/',
      '/fake',
      '/',
      '*',
      '//fake/v1/chat',
      '/fake/../fake/v1/chat',
      '/-/runs',
      '/-/attempts',
      '/-/attempts/x/close',
      '/-/',
      '/-/status',
      '/%66ake/v1/chat',
      '/fake/%00',
      'http://fake/v1/chat',
    ),
    fc.webPath().map((path) => `/fake${path}`),
    fc.webUrl(),
  );
  const header = fc.tuple(
    fc.constantFrom(
      'content-type',
      'baggage',
      'x-e2e-token',
      'connection',
      'upgrade',
      'expect',
      'transfer-encoding',
      'x-a',
      'traceparent',
    ),
    fc.oneof(
      fc.constantFrom(
        'application/json',
        'multipart/form-data; boundary=b',
        'e2e-attempt=run.1',
        'e2e-attempt=',
        'e2e-call=x',
        'websocket',
        'upgrade',
        '100-continue',
        'chunked',
        'the-token',
        ',;=,',
        'text/event-stream',
      ),
      fc.string({ unit: fc.constantFrom('a', 'b', '=', ';', ',', '%', ' ', '"', '\t'), maxLength: 20 }),
    ),
  );
  const bodyText = fc.oneof(
    fc.json(),
    fc.constantFrom(
      '{"q":1}',
      '{"q":1',
      '{"q":1.5}',
      '--b\r\n\r\n--b--',
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n',
      '['.repeat(50_000),
      '5\r\nhello\r\n0\r\n\r\n',
      '',
    ),
    fc.string({ unit: 'binary' }),
  );

  test(
    'no request that is not the recorded one is answered, whole, broken or cut off',
    { timeout: 60_000 },
    async () => {
      const id = await gateway.open('replay', 'fuzzed');
      await fc.assert(
        fc.asyncProperty(
          token,
          path,
          fc.array(header, { maxLength: 4 }),
          bodyText,
          fc.constantFrom(false, false, false, true),
          fc.integer({ min: 0, max: 40 }),
          async (method, path, headers, text, cut, missing) => {
            fc.pre(!(method === 'POST' && path === '/fake/v1/chat' && /^\s*\{\s*"q"\s*:\s*1\s*\}\s*$/.test(text)));
            const body = Buffer.from(text);
            const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
            const head = `${method} ${path} HTTP/1.1\r\nhost: x\r\nbaggage: e2e-attempt=${id}\r\nconnection: close\r\n${lines}content-length: ${body.length}\r\n\r\n`;
            const whole = Buffer.concat([Buffer.from(head), body]);
            const answer = await send(cut ? whole.subarray(0, whole.length - missing) : whole, cut);
            assert.ok(!answer.includes(RECORDED), `${head}${text.slice(0, 100)}\n→ ${answer}`);
          },
        ),
        { numRuns: 400 },
      );
      await stillServes();
    },
  );

  test('bytes that are no HTTP at all are turned away', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const answer = await send(Buffer.concat([Buffer.from(bytes), Buffer.from('\r\n\r\n\r\n')]), true);
        assert.ok(!answer.includes(RECORDED));
      }),
      { numRuns: 60 },
    );
    await stillServes();
  });

  test('a fault of the gateway’s own fails the attempt and is not tried again', async () => {
    const before = gateway.errors.length;
    const id = await gateway.open('replay', 'fuzzed');
    const response = await gateway.call(id, '/v1/chat', {
      method: 'POST',
      body: '['.repeat(50_000),
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(response.status, 501);
    assert.equal(response.headers.get('x-should-retry'), 'false');
    assert.equal((await gateway.close(id)).problems[0]?.kind, 'miss');
    assert.equal(gateway.errors.length, before);
  });

  test('a secret is in no message, verdict or file, wherever it was sent', async () => {
    const id = await gateway.open('replay', 'fuzzed');
    const said: string[] = [];
    const note = async (response: Response): Promise<void> => void said.push(await response.text());
    await note(
      await gateway.call(id, `/v1/${CANARY}?key=${CANARY}`, { headers: { authorization: `Bearer ${CANARY}` } }),
    );
    await note(await gateway.post(id, { q: CANARY, [CANARY]: 1 }));
    await note(await gateway.call(undefined, `/v1/${CANARY}?key=${CANARY}`));
    await note(await fetch(`${gateway.gateway.url}/nobody/${CANARY}`));
    const verdict = await gateway.close(id);
    await note(await gateway.call(id, `/v1/late/${CANARY}`));
    const run = await gateway.control.closeRun('run');
    await gateway.control.openRun({ id: 'run' });
    for (const text of [...said, ...gateway.errors, JSON.stringify(verdict), JSON.stringify(run)])
      assert.ok(!text.includes(CANARY), text);
    for (const entry of await readdir(gateway.recordings, { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) assert.ok(!(await readFile(join(entry.parentPath, entry.name), 'utf8')).includes(CANARY));
    }
  });
});
