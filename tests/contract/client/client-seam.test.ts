import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { ClientCalls } from '../../../replay/client/client-calls.ts';
import { seamFetch, type Fetch } from '../../../replay/client/client-seam.ts';
import type { ClientExchange } from '../../../replay/recording/exchange.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

interface Seam {
  calls: ClientCalls;
  fetch: Fetch;
  reports: string[];
}

function seam(): Seam {
  const calls = new ClientCalls('run.1');
  const reports: string[] = [];
  const report = async (title: string, body: () => Promise<ClientExchange>): Promise<void> => {
    const { response } = await body();
    reports.push(`${title} → ${response.status}`);
  };
  return { calls, reports, fetch: seamFetch({ calls: () => calls, report }) };
}

const closedIn = ({ calls }: Seam) => calls.begun().flatMap(({ number, closed }) => (closed ? number : []));

function clientOf(stack: FakeProvider, { fetch }: Seam): OpenAI {
  return new OpenAI({ baseURL: `${stack.url}/v1`, apiKey: 'none', maxRetries: 0, fetch });
}

const chunk = (content: string): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content } }] })}\n\n`;
const ask = { model: 'm', messages: [{ role: 'user', content: 'q' } as const] };

describe('client seam', () => {
  test('each call carries its attempt and its position, and is kept with its answer', async () => {
    const baggage: unknown[] = [];
    const stack = await fakeProvider((message, response) => {
      baggage.push(message.headers.baggage);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
    });
    const at = seam();
    const client = clientOf(stack, at);
    await client.models.list();
    await client.models.list();
    assert.deepEqual(await at.calls.finish(), []);
    assert.deepEqual(baggage, ['e2e-attempt=run.1,e2e-call=1', 'e2e-attempt=run.1,e2e-call=2']);
    assert.deepEqual(at.reports, ['GET /v1/models → 200', 'GET /v1/models → 200']);
    assert.deepEqual(at.calls.exchanges()[0]?.response.body, { json: { data: [] } });
    await stack.close();
  });

  test('each call knows the port that it came from, as the stack sees it', async () => {
    const seen: (number | undefined)[] = [];
    const stack = await fakeProvider((message, response) => {
      seen.push(message.socket.remotePort);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    const at = seam();
    await Promise.all(['a', 'b', 'c'].map(async (name) => (await at.fetch(`${stack.url}/${name}`)).text()));
    await at.calls.finish();
    assert.deepEqual(new Set(at.calls.begun().map(({ port }) => port)), new Set(seen));
    assert.equal(new Set(seen).size, 3);
    await stack.close();
  });

  test('calls one after another share a connection, which is tried after an error', async () => {
    const sockets: (number | undefined)[] = [];
    const stack = await fakeProvider((message, response) => {
      sockets.push(message.socket.remotePort);
      response.writeHead(message.url === '/wrong' ? 400 : 200).end('{}');
    });
    const at = seam();
    for (const path of ['/a', '/b', '/wrong']) await (await at.fetch(stack.url + path)).text();
    await at.calls.finish();
    assert.deepEqual(stack.seen, ['GET /a', 'GET /b', 'GET /wrong', 'GET /v1/health']);
    assert.equal(new Set(sockets).size, 1);
    assert.deepEqual(closedIn(at), []);
    await stack.close();
  });

  test('a connection that is closed behind an error is told with its call, and the next call is made once', async () => {
    const stack = await fakeProvider((message, response) => {
      const wrong = message.url === '/wrong';
      response.writeHead(wrong ? 400 : 200, { 'content-length': 2 });
      response.end('{}', () => wrong && message.socket.destroy());
    });
    const at = seam();
    for (const path of ['/a', '/wrong', '/b']) await (await at.fetch(stack.url + path, { method: 'POST' })).text();
    await at.calls.finish();
    assert.deepEqual(closedIn(at), [2]);
    const posted = stack.seen.filter((each) => each.startsWith('POST'));
    assert.deepEqual(posted, ['POST /a', 'POST /wrong', 'POST /b']);
    await stack.close();
  });

  test('a connection that is closed as its answer says is none to tell of', async () => {
    const stack = await fakeProvider((_message, response) => {
      response.writeHead(500, { connection: 'close' }).end('{}');
    });
    const at = seam();
    for (const path of ['/a', '/b']) await (await at.fetch(stack.url + path)).text();
    await at.calls.finish();
    assert.deepEqual(closedIn(at), []);
    assert.deepEqual(stack.seen, ['GET /a', 'GET /b']);
    await stack.close();
  });

  test('a call without an answer to read is over when the client has its status', async () => {
    const stack = await fakeProvider((_message, response) => response.writeHead(204).end());
    const at = seam();
    const { status, body } = await at.fetch(`${stack.url}/v1/things/1`, { method: 'DELETE' });
    const late = await at.calls.finish();
    await stack.close();
    assert.deepEqual([status, body, late], [204, null, []]);
  });

  test('a stream reaches the client as it comes, and is kept whole', async () => {
    const { promise: sent, resolve: goOn } = Promise.withResolvers<void>();
    const stack = await fakeProvider((_message, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk('a'));
      void sent.then(() => response.end(`${chunk('b')}data: [DONE]\n\n`));
    });
    const at = seam();
    let text = '';
    for await (const { choices } of await clientOf(stack, at).chat.completions.create({ ...ask, stream: true })) {
      text += choices[0]?.delta.content ?? '';
      goOn();
    }
    assert.equal(text, 'ab');
    assert.deepEqual(await at.calls.finish(), []);
    assert.equal(at.calls.exchanges()[0]?.response.events?.length, 3);
    await stack.close();
  });

  test('a stream that the client leaves is kept as cut, and the stack sees it go', { timeout: 60_000 }, async (t) => {
    const { promise: gone, resolve: left } = Promise.withResolvers<void>();
    const stack = await fakeProvider((_message, response) => {
      response.once('close', left);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(chunk('a'));
    });
    t.after(() => stack.close());
    const at = seam();
    for await (const _ of await clientOf(stack, at).chat.completions.create({ ...ask, stream: true })) break;
    await gone;
    assert.deepEqual(await at.calls.finish(), []);
    assert.equal(at.calls.exchanges()[0]?.response.end, 'cut');
  });

  // Where it is not ended, nobody answers it: the bound tells so.
  test('a call that still runs at the end is named and ended', { timeout: 60_000 }, async (t) => {
    const { promise: gone, resolve: left } = Promise.withResolvers<void>();
    const { promise: come, resolve: arrived } = Promise.withResolvers<void>();
    const stack = await fakeProvider((_message, response) => {
      response.once('close', left);
      arrived();
    });
    t.after(() => stack.close());
    const at = seam();
    const call = clientOf(stack, at)
      .models.list()
      .then(
        () => 'answered',
        () => 'refused',
      );
    await come;
    assert.deepEqual(await at.calls.finish(), ['GET /v1/models']);
    await gone;
    assert.equal(await call, 'refused');
  });

  test('a form is sent whole and kept by its parts', async () => {
    const bodies: string[] = [];
    const stack = await fakeProvider((_message, response, body) => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"file-1"}');
    });
    const at = seam();
    const file = await toFile(Buffer.from('hello'), 'a.txt');
    await clientOf(stack, at).files.create({ purpose: 'assistants', file });
    await at.calls.finish();
    assert.match(bodies[0] ?? '', /name="file"; filename="a\.txt"[^]*hello/);
    const body = at.calls.exchanges()[0]?.request.body;
    assert.ok(body !== undefined && 'form' in body);
    assert.deepEqual(body.form.map(({ name }) => name).sort(), ['file', 'purpose']);
    await stack.close();
  });

  test('a stack that is not there is an error of the call, and nothing is kept', async () => {
    const stack = await fakeProvider(() => undefined);
    await stack.close();
    const at = seam();
    await assert.rejects(clientOf(stack, at).models.list(), /Connection error/);
    assert.deepEqual(await at.calls.finish(), []);
    assert.deepEqual(at.calls.exchanges(), [null]);
  });
});
