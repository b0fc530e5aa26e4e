/** The base URL of an attempt: a reverse proxy before the stack, as `docs/reference/control-protocol.md` tells it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { NewAttempt } from '../../../replay/control/protocol.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';
import { fakeStack, type FakeStack } from '../../fakes/stack.ts';

let provider: FakeProvider;
let gateway: GatewayUnderTest;
let stack: FakeStack;
let attempts = 0;

before(async () => {
  let counted = 0;
  provider = await fakeProvider((message, response, body) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(message.url === '/v1/count' ? `{"n":${++counted}}` : `{"echo":${body || 'null'}}`);
  });
});
after(() => provider.close());
beforeEach(async () => {
  gateway = await GatewayUnderTest.start({ upstream: provider.url, starting: true });
  stack = await fakeStack(`${gateway.gateway.url}/fake`);
  await gateway.gateway.started(stack.url);
});
afterEach(async () => {
  await stack.close();
  await gateway.stop();
});

async function open(mode: NewAttempt['mode'], more: Partial<NewAttempt> = {}): Promise<string> {
  const id = `run.b${++attempts}`;
  const of = { setup: 'setup', providers: ['fake'], spec: 'external/suite', titlePath: ['case'] };
  const external = { name: 'suite/case', command: 'my-suite --record case', madeBy: 'exec' as const };
  await gateway.control.openAttempt({ id, run: 'run', mode, ...of, external, ...more });
  return id;
}

const baseUrl = (id: string) => `${gateway.gateway.url}/@${id}/v1`;

function say(id: string, text: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${baseUrl(id)}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ text }),
  });
}

const close = (id: string, more = {}) =>
  gateway.control.closeAttempt(id, { asExpected: true, complete: true, ...more });

async function recorded(text: string): Promise<void> {
  const id = await open('record');
  assert.equal((await say(id, text)).status, 200);
  assert.deepEqual((await close(id)).problems, []);
}

const ORDER = (digits: string) => `Where is order-${digits}e4567-e89b-42d3-a456-426614174000?`;

const fileOf = (name: string) =>
  readFileSync(join(gateway.recordings, 'line-1/setup/external/suite/case', name), 'utf8');

describe('gateway: the base URL of an attempt', () => {
  test('records both seams and a manifest, and replays them without drift', async () => {
    const id = await open('record');
    assert.deepEqual(await (await say(id, 'hello')).json(), { echo: { text: 'hello' } });
    const { written, problems } = await close(id);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      written.map((file) => file.slice(file.indexOf('line-1'))),
      ['providers.json', 'stack.json', 'manifest.json'].map((name) => `line-1/setup/external/suite/case/${name}`),
    );
    assert.match(fileOf('providers.json'), /"call": 1/);
    assert.match(fileOf('stack.json'), /"path": "\/v1\/chat"/);
    assert.deepEqual(JSON.parse(fileOf('manifest.json')), {
      format: 1,
      name: 'suite/case',
      command: 'my-suite --record case',
      madeBy: 'exec',
    });
    const again = await open('replay');
    assert.equal((await say(again, 'hello')).status, 200);
    const { problems: none, drift } = await close(again);
    assert.deepEqual([none, drift], [[], undefined]);
  });

  test("a client's own UUID misses when it is another, and the client and the verdict say why", async () => {
    await recorded(ORDER('123'));
    const hit = await open('replay');
    assert.equal((await say(hit, ORDER('123'))).status, 200);
    assert.deepEqual((await close(hit)).problems, []);
    const miss = await open('replay');
    const answer = await say(miss, ORDER('999'));
    assert.equal(answer.ok, false);
    assert.equal(answer.headers.get('x-should-retry'), 'false');
    assert.match(await answer.text(), /order-123e4567[^]*order-999e4567[^]*my-suite --record case/);
    const [problem] = (await close(miss)).problems;
    assert.match(problem?.text ?? '', /No recorded answer[^]*order-123e[^]*order-999e[^]*\n {2}my-suite --record case/);
  });

  test('an id in a provider call whose client call was not seen is compared as text', async () => {
    const unseen = (id: string, text: string) =>
      fetch(`${stack.url}/v1/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', baggage: `e2e-attempt=${id}` },
        body: JSON.stringify({ text }),
      });
    const both = async (id: string, digits: string) => {
      await say(id, 'hello');
      return unseen(id, ORDER(digits));
    };
    const id = await open('record');
    await both(id, '123');
    assert.deepEqual((await close(id)).problems, []);
    const miss = await open('replay');
    assert.equal((await both(miss, '999')).ok, false);
    assert.match((await close(miss)).problems[0]?.text ?? '', /order-123e[^]*order-999e/);
  });

  test('an id that the stack mints may be another in each run', async () => {
    const file = (digit: string) => `file-${digit.repeat(32)}`;
    const flow = async (id: string, minted: string) => {
      stack.change = (answer) => answer.replace('"new"', `"${minted}"`);
      assert.match(await (await say(id, 'new')).text(), new RegExp(minted));
      return say(id, `read ${minted}`);
    };
    const first = await open('record');
    await flow(first, file('a'));
    assert.deepEqual((await close(first)).problems, []);
    const second = await open('replay');
    assert.equal((await flow(second, file('b'))).status, 200);
    assert.deepEqual((await close(second)).problems, []);
  });

  test('an answer of the stack that is another than recorded is drift', async () => {
    await recorded('hello');
    stack.change = (answer) => answer.replace('hello', 'bye');
    const id = await open('replay');
    await say(id, 'hello');
    const { drift } = await close(id);
    assert.match(drift?.text ?? '', /POST \/v1\/chat[^]*hello[^]*bye/);
    const accepted = await open('replay');
    await say(accepted, 'hello');
    assert.match((await close(accepted, { acceptDrift: true })).written.join(), /stack\.json/);
    const again = await open('replay');
    await say(again, 'hello');
    assert.equal((await close(again)).drift, undefined);
  });

  test('a leftover is told, and names the command', async () => {
    await recorded('hello');
    const [problem] = (await close(await open('replay'))).problems;
    assert.match(problem?.text ?? '', /was not used[^]*my-suite --record case/);
  });

  test("identity is the base URL's, whatever the client's own baggage says", async () => {
    const [id, other] = [await open('record'), await open('record', { titlePath: ['other'] })];
    await say(id, 'hello', { baggage: `tenant=7,e2e-attempt=${other}` });
    assert.equal((await close(id)).journal.length, 1);
    assert.deepEqual((await close(other, { asExpected: false, complete: false })).journal, []);
  });

  test('calls without identity keep an external recording from being written, unless that is allowed', async () => {
    const id = await open('record');
    await say(id, 'hello');
    await fetch(`${gateway.gateway.url}/fake/v1/chat`, { method: 'POST', body: '{}' });
    const { written, problems } = await close(id);
    assert.deepEqual(written, []);
    assert.match(problems[0]?.text ?? '', /belong to no attempt[^]*my-suite --record case/);
    const later = await open('record');
    await say(later, 'hello');
    assert.equal((await close(later)).written.length, 3);
    const allowed = await open('record', { titlePath: ['allowed'] });
    await say(allowed, 'hello');
    await fetch(`${gateway.gateway.url}/fake/v1/chat`, { method: 'POST', body: '{}' });
    assert.equal((await close(allowed, { allowOwnerless: true })).written.length, 3);
  });

  test('nothing is written where nothing was called, unless that is allowed', async () => {
    const { written, problems } = await close(await open('record'));
    assert.deepEqual(written, []);
    assert.match(problems[0]?.text ?? '', /no call of a client/);
    assert.equal((await close(await open('record'), { allowEmpty: true })).written.length, 2);
  });

  test('an attempt that has ended, or is none, is told to its client', async () => {
    const id = await open('record');
    await say(id, 'hello');
    await close(id);
    assert.match(await (await say(id, 'late')).text(), /has ended: \\"external\/suite › case\\"/);
    assert.match(await (await say('run.none', 'late')).text(), /of no test run/);
  });

  test('a stack that is gone is a problem with its address', async () => {
    const id = await open('record');
    await stack.close();
    const answer = await say(id, 'hello');
    assert.match(await answer.text(), /does not answer POST \/v1\/chat at http/);
    assert.match((await close(id)).problems[0]?.text ?? '', /does not answer/);
  });
});

describe('gateway: what a base URL relays as it comes', () => {
  let own: { url: string; asked: (handle: (message: IncomingMessage, response: ServerResponse) => void) => void };
  const servers: (() => void)[] = [];
  afterEach(() => servers.splice(0).forEach((end) => end()));

  beforeEach(async () => {
    let handle: (message: IncomingMessage, response: ServerResponse) => void = (_, response) => response.end();
    const server = createServer((message, response) => handle(message, response));
    server.on('upgrade', (message: IncomingMessage, socket) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\r\n`);
      socket.write(`${message.url} ${String(message.headers.baggage)} `);
      socket.pipe(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    own = { url: `http://127.0.0.1:${address.port}`, asked: (next) => (handle = next) };
    servers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    await gateway.control.openRun({ id: 'run', stack: own.url });
  });

  test('each event of a stream, before the next is sent', async () => {
    const id = await open('live');
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    own.asked((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      void promise.then(() => response.end('data: [DONE]\n\n'));
    });
    const { body } = await fetch(`${baseUrl(id)}/stream`);
    const reader = body?.getReader();
    const first = await reader?.read();
    assert.equal(Buffer.from(first?.value ?? []).toString(), 'data: 1\n\n');
    goOn();
    const second = await reader?.read();
    assert.equal(Buffer.from(second?.value ?? []).toString(), 'data: [DONE]\n\n');
    assert.deepEqual((await close(id)).problems, []);
  });

  test('each piece of an upload, before the next is sent', async () => {
    const id = await open('live');
    const { promise: came, resolve: arrived } = Promise.withResolvers<string>();
    own.asked((message, response) => {
      message.once('data', (bytes: Buffer) => arrived(bytes.toString()));
      message.once('end', () => response.end('whole'));
    });
    const upload = request(`${baseUrl(id)}/files`, { method: 'POST' });
    const answered = once(upload, 'response');
    upload.write('first');
    assert.equal(await came, 'first');
    upload.end('second');
    const [answer]: IncomingMessage[] = await answered;
    assert.equal(Buffer.concat((await answer?.toArray()) ?? []).toString(), 'whole');
    await close(id);
  });

  test('a client that goes away: the call to the stack ends too', async () => {
    const id = await open('live');
    const { promise: gone, resolve: left } = Promise.withResolvers<void>();
    own.asked((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      response.once('close', left);
    });
    const leave = new AbortController();
    const { body } = await fetch(`${baseUrl(id)}/stream`, { signal: leave.signal });
    await body?.getReader().read();
    leave.abort();
    await gone;
    assert.deepEqual((await close(id)).problems, []);
  });

  test('a WebSocket, with the identity in its handshake', async () => {
    const id = await open('live');
    const socketCall = request(`${baseUrl(id)}/realtime?model=m`, {
      headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==' },
    });
    socketCall.end();
    const switched = new Promise<[IncomingMessage, Duplex, Buffer]>((resolve) =>
      socketCall.once('upgrade', (...parts) => resolve(parts)),
    );
    const [answer, socket, head] = await switched;
    assert.equal(answer.statusCode, 101);
    socket.write('ping');
    let text = head.toString();
    for await (const bytes of socket) if ((text += String(bytes)).endsWith('ping')) break;
    assert.equal(text, `/v1/realtime?model=m e2e-attempt=${id} ping`);
    await close(id);
  });

  test('the same provider call of two clients: each replay gives each client the answer that it had', async () => {
    own.asked((message, response) => {
      const passed = fetch(`${gateway.gateway.url}/fake/v1/count`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', baggage: String(message.headers.baggage) },
        body: '{"same":true}',
      });
      void passed.then(async (answer) => response.end(await answer.text()));
    });
    const ask = async (id: string, who: string) => (await fetch(`${baseUrl(id)}/${who}`)).text();
    const id = await open('record');
    const first = { a: await ask(id, 'a'), b: await ask(id, 'b') };
    assert.notEqual(first.a, first.b);
    assert.deepEqual((await close(id)).problems, []);
    const replayed = await open('replay');
    const second = { b: await ask(replayed, 'b'), a: await ask(replayed, 'a') };
    assert.deepEqual(second, first);
    assert.deepEqual((await close(replayed)).problems, []);
  });

  test('an answer without a body, to HEAD and with 204, and an upload that waits to be let on', async () => {
    const id = await open('record');
    own.asked((message, response) => {
      message.resume();
      if (message.method === 'HEAD') response.writeHead(200, { 'content-length': '7' }).end();
      else message.once('end', () => response.writeHead(204).end());
    });
    const head = await fetch(`${baseUrl(id)}/files/a`, { method: 'HEAD' });
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, '7']);
    const upload = request(`${baseUrl(id)}/files/a`, { method: 'PUT', headers: { expect: '100-continue' } });
    upload.once('continue', () => upload.end('whole'));
    upload.flushHeaders();
    const [answer]: IncomingMessage[] = await once(upload, 'response');
    assert.equal(answer?.statusCode, 204);
    answer?.resume();
    assert.deepEqual((await close(id)).problems, []);
    assert.match(fileOf('stack.json'), /"method": "PUT", "path": "\/v1\/files\/a", "body": \{ "text": "whole" \}/);
  });

  test('a redirect of the stack to itself leads through the base URL again', async () => {
    const id = await open('live');
    own.asked((message, response) => {
      if (message.url === '/v1/files/') response.end('there');
      else response.writeHead(307, { location: `http://${message.headers.host}/v1/files/` }).end();
    });
    const answer = await fetch(`${baseUrl(id)}/files`);
    assert.equal(await answer.text(), 'there');
    assert.equal(answer.url, `${baseUrl(id)}/files/`);
    await close(id);
  });
});
