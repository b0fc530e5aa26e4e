/** Replayed answers as bytes on a connection: their framing is our own, not that of Node's HTTP server. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { baggage } from '../../../replay/control/baggage.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const EVENTS = ['data: {"a":"é"}\n\n', ': ping\n\n', 'data: [DONE]\n\n'];
const sse = { 'content-type': 'text/event-stream' };
const LONG = Array.from({ length: 400 }, (_, i) => `data: ${JSON.stringify(`${i} `.repeat(5_000))}\n\n`);

describe('on the wire', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  before(async () => {
    provider = await fakeProvider((message, response) => {
      const [, what] = message.url?.split('/') ?? [];
      if (what === 'plain') return void response.end('plain');
      response.writeHead(200, sse);
      if (message.method === 'HEAD') return void response.end();
      const events = what === 'long' ? LONG : EVENTS;
      void (async () => {
        for (const event of events) {
          response.write(event);
          await new Promise(setImmediate);
        }
        if (what === 'broken') response.destroy();
        else response.end();
      })();
    });
    gateway = await GatewayUnderTest.start({ upstream: provider.url });
    for (const what of ['stream', 'broken', 'plain', 'long']) {
      await gateway.record(
        async (id) => void (await gateway.call(id, `/${what}`).then((answer) => answer.text().catch(() => ''))),
        what,
      );
    }
    await gateway.record(async (id) => void (await gateway.call(id, '/stream', { method: 'HEAD' })), 'head');
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  /** All that comes back over one connection for these requests, sent at once. */
  async function answersTo(...lines: string[]): Promise<string> {
    const socket = connect(Number(new URL(gateway.gateway.url).port), '127.0.0.1');
    const pieces: Buffer[] = [];
    socket.on('data', (piece: Buffer) => pieces.push(piece));
    socket.write(lines.join(''));
    await once(socket, 'close');
    return Buffer.concat(pieces).toString();
  }

  const ask = (line: string, id: string, connection: string): string =>
    `${line}\r\nhost: x\r\nbaggage: ${baggage({ attempt: id })}\r\nconnection: ${connection}\r\n\r\n`;

  const frames = (events: string[]): string =>
    events.map((event) => `${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`).join('');

  test('several answers follow each other on one connection, each event a chunk of its own', async () => {
    const [stream, plain, again] = [
      await gateway.open('replay', 'stream'),
      await gateway.open('replay', 'plain'),
      await gateway.open('replay', 'stream'),
    ];
    const text = await answersTo(
      ask('GET /fake/stream HTTP/1.1', stream, 'keep-alive'),
      ask('GET /fake/plain HTTP/1.1', plain, 'keep-alive'),
      ask('GET /fake/stream HTTP/1.1', again, 'close'),
    );
    const bodies = text.split(/HTTP\/1\.1 200 OK\r\n(?:[^\r\n]+\r\n)*\r\n/).slice(1);
    const whole = `${frames(EVENTS)}0\r\n\r\n`;
    assert.deepEqual(bodies, [whole, 'plain', whole]);
    assert.deepEqual(text.match(/transfer-encoding: chunked|content-length: \d+/gi), [
      'transfer-encoding: chunked',
      'content-length: 5',
      'transfer-encoding: chunked',
    ]);
  });

  test('an answer that broke off has no last chunk', async () => {
    const id = await gateway.open('replay', 'broken');
    const text = await answersTo(ask('GET /fake/broken HTTP/1.1', id, 'keep-alive'));
    assert.equal(text.slice(text.indexOf('\r\n\r\n') + 4), frames(EVENTS));
  });

  test('a reader of HTTP/1.0 gets the bytes without chunks', async () => {
    const id = await gateway.open('replay', 'stream');
    const text = await answersTo(ask('GET /fake/stream HTTP/1.0', id, 'close'));
    assert.doesNotMatch(text, /transfer-encoding/i);
    assert.equal(text.slice(text.indexOf('\r\n\r\n') + 4), EVENTS.join(''));
  });

  test('HEAD of a stream has neither body nor chunks, and the connection serves on', async () => {
    const [head, stream] = [await gateway.open('replay', 'head'), await gateway.open('replay', 'stream')];
    const text = await answersTo(
      ask('HEAD /fake/stream HTTP/1.1', head, 'keep-alive'),
      ask('GET /fake/stream HTTP/1.1', stream, 'close'),
    );
    assert.match(text, /^HTTP\/1\.1 200 OK\r\n(?:[^\r\n]+\r\n)*\r\nHTTP\/1\.1 200 OK\r\n/);
    assert.ok(text.endsWith(`${frames(EVENTS)}0\r\n\r\n`));
  });

  test('an answer of megabytes comes whole to a reader that waits', async () => {
    const id = await gateway.open('replay', 'long');
    const agent = new Agent({ keepAlive: false });
    const sent = request(`${gateway.gateway.url}/fake/long`, { agent, headers: { baggage: baggage({ attempt: id }) } });
    sent.end();
    const [answer]: IncomingMessage[] = await once(sent, 'response');
    assert.ok(answer !== undefined);
    // The reader looks away until the gateway has long filled all that lies between them.
    const other = await gateway.open('replay', 'plain');
    assert.equal(await (await gateway.call(other, '/plain')).text(), 'plain');
    assert.equal(Buffer.concat(await answer.toArray()).toString(), LONG.join(''));
    assert.deepEqual((await gateway.close(id)).problems, []);
  });
});
