import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import { test } from 'node:test';
import { passTo } from '../../../scripts/providers/scripted/pass-on.ts';
import { front, frontOf, HEADERS, PATH } from '../../fakes/front.ts';
import { listen } from '../../fakes/listening.ts';

const LIMIT = { timeout: 20_000 };

async function get(url: string): Promise<IncomingMessage> {
  const outgoing = request(url).end();
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  return incoming;
}

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
