/** The gateway as a proxy for hosts that no setting of the stack can change. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { connect as tls } from 'node:tls';
import { fetch, ProxyAgent } from 'undici';
import { baggage } from '../../../replay/control/baggage.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const KEY = 'tvly-canary-0123456789';
const search = { provider: 'search', host: 'api.search.test' };

/** A client as a stack has it: it sends all to the proxy, and trusts its authority alone. */
async function ask(of: GatewayUnderTest, url: string, attempt: string | undefined, body?: object) {
  const { url: uri, authority: ca } = of.gateway;
  const agent = new ProxyAgent({ uri, requestTls: { ca }, proxyTunnel: url.startsWith('https') });
  const identity: Record<string, string> = attempt === undefined ? {} : { baggage: baggage({ attempt }) };
  const response = await fetch(url, {
    dispatcher: agent,
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...identity },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  await agent.close();
  return { status: response.status, retry: response.headers.get('x-should-retry'), text };
}

describe('the gateway as a proxy', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  const bodies: string[] = [];
  before(async () => {
    provider = await fakeProvider((message, response, body) => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"path":"${message.url}"}`);
    });
    gateway = await GatewayUnderTest.start({
      ...search,
      upstream: provider.url,
      keyInBody: 'api_key',
      environment: { FAKE_API_KEY: KEY },
    });
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  const lookUp = (id: string, query = 'aurora') =>
    ask(gateway, 'https://api.search.test/search?n=1', id, { api_key: 'dummy', query });

  test('records a hard-coded https host, and replays it without asking anybody', async () => {
    const recorded = await gateway.record(async (id) =>
      assert.equal((await lookUp(id)).text, '{"path":"/search?n=1"}'),
    );
    assert.deepEqual(recorded.problems, []);
    const asked = provider.seen.length;
    const id = await gateway.open('replay');
    assert.equal((await lookUp(id)).text, '{"path":"/search?n=1"}');
    const { problems, journal } = await gateway.close(id);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      journal.map(({ provider, outcome }) => [provider, outcome]),
      [['search', 'hit']],
    );
    assert.equal(provider.seen.length, asked);
  });

  test('puts the key into the body that the provider gets, and into no file', async () => {
    bodies.length = 0;
    await gateway.record(async (id) => void (await lookUp(id)), 'keys');
    assert.deepEqual(bodies, [JSON.stringify({ api_key: KEY, query: 'aurora' })]);
    for (const file of await readdir(gateway.recordings, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = await readFile(join(file.parentPath, file.name), 'utf8');
      assert.ok(!text.includes(KEY) && !text.includes('dummy'), file.name);
    }
  });

  test('answers a changed search with a miss', async () => {
    await gateway.record(async (id) => void (await lookUp(id)), 'changed search');
    const id = await gateway.open('replay', 'changed search');
    const { status, retry } = await lookUp(id, 'borealis');
    assert.deepEqual([status, retry], [501, 'false']);
    assert.match(
      (await gateway.close(id)).problems[0]?.text ?? '',
      /asked search for POST \/search[^]*body\.query: recorded "aurora", now "borealis"/,
    );
  });

  test('takes a plain http request by its host as well', async () => {
    const http = (id: string) => ask(gateway, 'http://api.search.test/search', id, { query: 'plain' });
    await gateway.record(async (id) => assert.equal((await http(id)).text, '{"path":"/search"}'), 'plain');
    const id = await gateway.open('replay', 'plain');
    assert.equal((await http(id)).text, '{"path":"/search"}');
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  for (const mode of ['replay', 'record', 'live'] as const) {
    for (const origin of ['https://example.org', 'http://example.org:8080']) {
      test(`refuses ${origin} in ${mode}, and books it on the attempt`, async () => {
        const title = `foreign ${mode} ${origin}`;
        await gateway.recordWithoutProvider(title);
        const id = await gateway.open(mode, title);
        const { status, retry, text } = await ask(gateway, `${origin}/some/page?token=x`, id);
        assert.deepEqual([status, retry], [501, 'false']);
        assert.match(text, /"type":"foreign_host"/);
        const { problems, journal, written } = await gateway.close(id);
        assert.deepEqual(
          problems.map(({ kind }) => kind),
          ['egress'],
        );
        assert.match(
          problems[0]?.text ?? '',
          new RegExp(`called ${origin} \\(GET /some/page, .*a replay reaches nobody`),
        );
        assert.deepEqual(
          journal.map(({ provider, status }) => [provider, status]),
          [[origin, 501]],
        );
        assert.deepEqual(written, []);
      });
    }
  }

  test('books a foreign call of no test on every run, that of a closed test on its run', async () => {
    const fresh = await GatewayUnderTest.start({ ...search, upstream: provider.url });
    await ask(fresh, 'https://example.org/a', undefined);
    await fresh.recordWithoutProvider();
    await ask(fresh, 'https://example.org/b', 'run.1');
    const { errors } = await fresh.control.closeRun('run');
    assert.equal(errors.length, 2);
    assert.match(errors.join('\n'), /https:\/\/example\.org \(GET \/a, [^]*https:\/\/example\.org \(GET \/b, /);
    await fresh.stop();
  });

  test('books what a starting stack calls on the runs to come', async () => {
    const fresh = await GatewayUnderTest.start({ ...search, starting: true, run: false });
    await ask(fresh, 'https://telemetry.test/beat', undefined);
    await fresh.gateway.started();
    await fresh.control.openRun({ id: 'run' });
    const { errors } = await fresh.control.closeRun('run');
    assert.match(errors.join(), /https:\/\/telemetry\.test \(GET \/beat, /);
    await fresh.stop();
  });

  test('books a client that does not trust the authority', async () => {
    const fresh = await GatewayUnderTest.start({ ...search, upstream: provider.url });
    const socket = await tunnel(fresh, 'example.org:443');
    const secured = tls({ socket, ca: [], servername: 'example.org' });
    await assert.rejects(once(secured, 'secureConnect'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    socket.destroy();
    assert.match((await errorsOnceTold(fresh)).join(), /asked for a tunnel to example\.org:443 \(CONNECT, /);
    await fresh.stop();
  });

  test('books a tunnel for something that is no TLS', async () => {
    const fresh = await GatewayUnderTest.start({ ...search, upstream: provider.url });
    const socket = await tunnel(fresh, 'smtp.test:25');
    socket.write('EHLO me\r\n');
    assert.match((await errorsOnceTold(fresh)).join(), /a tunnel to smtp\.test:25 \(CONNECT, [^]*no TLS was agreed on/);
    socket.destroy();
    await fresh.stop();
  });

  test('answers no control request through a tunnel', async () => {
    const id = await gateway.open('live', 'control');
    const { text } = await ask(gateway, 'https://example.org/-/status', id);
    assert.match(text, /foreign_host/);
    await gateway.close(id);
  });
});

async function tunnel(of: GatewayUnderTest, to: string): Promise<Socket> {
  const socket = connect(Number(new URL(of.gateway.url).port), '127.0.0.1');
  socket.write(`CONNECT ${to} HTTP/1.1\r\nhost: ${to}\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

/** The errors of the run, once the gateway has told of one. */
async function errorsOnceTold(of: GatewayUnderTest): Promise<string[]> {
  while (of.errors.length === 0) await new Promise(setImmediate);
  return (await of.control.closeRun('run')).errors;
}
