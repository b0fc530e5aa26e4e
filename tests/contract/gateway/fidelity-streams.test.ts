/** Streams chunk by chunk, and readers that go away. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { request, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { baggage } from '../../../replay/control/baggage.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider } from '../../fakes/provider.ts';

/**
 * A gateway before a provider that writes what it is told when it is told, and says when its caller has gone. Both end
 * with the test, also with one that fails: a server that is left open keeps the whole run waiting.
 */
async function told(
  t: TestContext,
): Promise<{ gateway: GatewayUnderTest; response: Promise<ServerResponse>; gone: Promise<void> }> {
  const asked = Promise.withResolvers<ServerResponse>();
  const gone = Promise.withResolvers<void>();
  const provider = await fakeProvider((_message, response) => {
    response.once('close', gone.resolve);
    asked.resolve(response);
  });
  t.after(() => provider.close());
  const gateway = await GatewayUnderTest.start({ upstream: provider.url });
  t.after(() => gateway.stop());
  return { gateway, response: asked.promise, gone: gone.promise };
}

/** The network chunks of an answer as they come; `seen` is told of each. Not by `fetch`, which joins them. */
function chunksOf(
  gateway: GatewayUnderTest,
  attempt: string,
  seen: (count: number) => void = () => undefined,
): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>();
  const chunks: string[] = [];
  request(`${gateway.gateway.url}/fake/v1/stream`, { headers: { baggage: baggage({ attempt }) } }, (response) => {
    response.on('data', (chunk: Buffer) => seen(chunks.push(chunk.toString('latin1'))));
    response.on('end', () => resolve(chunks)).on('error', reject);
  })
    .on('error', reject)
    .end();
  return promise;
}

const letter = Buffer.from('data: {"a":"é😀"}\n\n');

const streams: Record<string, { chunks: Buffer[]; type?: string }> = {
  'one event each': { chunks: ['data: 1\n\n', 'data: 2\n\n'].map((text) => Buffer.from(text)) },
  'a chunk that ends inside a letter': {
    chunks: [letter.subarray(0, 13), letter.subarray(13, 15), letter.subarray(15)],
  },
  'an event split over chunks': {
    chunks: ['da', 'ta: {"a"', ':1}\n', '\ndata: [DONE]\n\n'].map((text) => Buffer.from(text)),
  },
  'several events in a chunk': { chunks: ['data: 1\n\ndata: 2\n\nda', 'ta: 3\n\n'].map((text) => Buffer.from(text)) },
  'an end inside a letter': { chunks: [letter.subarray(0, 5), letter.subarray(5, 13)] },
  'lines of JSON, split': {
    chunks: ['{"a"', ':1}\n{"b":2}', '\n'].map((text) => Buffer.from(text)),
    type: 'application/x-ndjson',
  },
};

describe('fidelity of streams', { timeout: 30_000 }, () => {
  for (const [what, { chunks, type = 'text/event-stream' }] of Object.entries(streams)) {
    test(`replayed in the chunks that were recorded: ${what}`, async (t) => {
      const { gateway, response } = await told(t);
      const wanted = chunks.map((chunk) => chunk.toString('latin1'));
      await gateway.record(async (id) => {
        const upstream = Promise.withResolvers<ServerResponse>();
        const next = (count: number): void =>
          void upstream.promise.then((to) => (count < chunks.length ? to.write(chunks[count]) : to.end()));
        const answer = chunksOf(gateway, id, next);
        upstream.resolve((await response).writeHead(200, { 'content-type': type }));
        next(0);
        assert.deepEqual(await answer, wanted);
      });
      const id = await gateway.open('replay');
      assert.deepEqual(await chunksOf(gateway, id), wanted);
      assert.deepEqual((await gateway.close(id)).problems, []);
    });
  }

  test('when the reader of a slow stream goes away the provider’s call ends, and what came is kept as cut', async (t) => {
    const { gateway, response, gone } = await told(t);
    const read = async (id: string, start?: (upstream: ServerResponse) => void): Promise<void> => {
      const abort = new AbortController();
      const answer = gateway.call(id, '/v1/slow', { signal: abort.signal });
      if (start !== undefined) start(await response);
      const reader = (await answer).body?.getReader();
      assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'data: 1\n\n');
      abort.abort();
      await assert.rejects(reader?.read() ?? Promise.resolve());
    };
    const { journal } = await gateway.record(async (id) => {
      await read(id, (upstream) =>
        upstream.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n'),
      );
      await gone;
    });
    assert.deepEqual(
      journal.map(({ outcome }) => outcome),
      ['cut'],
    );
    const id = await gateway.open('replay');
    await read(id);
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('a caller that goes away before an answer began is no fault of the provider, and is replayed as silence', async (t) => {
    const { gateway, response, gone } = await told(t);
    const leave = async (id: string, when: () => Promise<unknown>): Promise<void> => {
      const abort = new AbortController();
      const answer = gateway.call(id, '/v1/silent', { signal: abort.signal });
      await when();
      abort.abort();
      await assert.rejects(answer, { name: 'AbortError' });
    };
    const recorded = await gateway.record(async (id) => {
      await leave(id, () => response);
      await gone;
    });
    assert.deepEqual(recorded.problems, []);
    const file = join(gateway.recordings, 'line-1/setup/a.spec.ts/a-test/providers.json');
    assert.match(await readFile(file, 'utf8'), /"status": 0, "headers": \{\}, "end": "cut"/);
    const id = await gateway.open('replay');
    // Running means matched: before that, a caller that goes away has not asked for anything.
    await leave(id, () => gateway.running(id, 1));
    assert.deepEqual((await gateway.close(id)).problems, []);
  });

  test('of a reader that went away in a test that failed, nothing is kept', async (t) => {
    const { gateway, response, gone } = await told(t);
    const id = await gateway.open('record');
    const abort = new AbortController();
    const answer = gateway.call(id, '/v1/slow', { signal: abort.signal });
    await response;
    abort.abort();
    await assert.rejects(answer);
    await gone;
    const verdict = await gateway.control.closeAttempt(id, { asExpected: false, complete: false });
    assert.deepEqual(verdict.written, []);
  });
});
