/** The two seams of a test are tied: which client call caused which provider call, in the recording and in the journal. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { journalText, sourcesOf } from '../../../fixtures/journal.ts';
import { parseProviders, parseStack } from '../../../replay/recording/format.ts';
import type { ClientExchange } from '../../../replay/recording/exchange.ts';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const client = (method: string, path: string): ClientExchange => ({
  request: { method, path },
  response: { status: 200, headers: {} },
});

describe('tied seams', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  before(async () => {
    provider = await fakeProvider((message, response) => {
      const stream = message.url === '/stream';
      response.writeHead(200, { 'content-type': stream ? 'text/event-stream' : 'application/json' });
      response.end(stream ? 'data: {"a":1}\n\ndata: [DONE]\n\n' : '{}');
    });
    gateway = await GatewayUnderTest.start({ upstream: provider.url });
  });
  after(async () => {
    await gateway.stop();
    await provider.close();
  });

  /** The stack's provider calls of a test whose client made five calls, two of them looks that are kept as one. */
  async function calls(id: string): Promise<void> {
    await gateway.call(id, '/embed', { call: 1 });
    await gateway.call(id, '/stream', { call: 4 }).then((answer) => answer.text());
    await gateway.call(id, '/embed', { call: 5 });
    await gateway.call(id, '/background');
  }
  const clientCalls = [
    client('POST', '/v1/files'),
    client('GET', '/v1/files/1'),
    client('GET', '/v1/files/1'),
    client('POST', '/v1/chat/completions'),
    client('POST', '/v1/embeddings'),
  ];

  test('each recorded provider exchange names the client exchange of the same recording that caused it', async () => {
    const id = await gateway.open('record', 'tied');
    await calls(id);
    await gateway.close(id, clientCalls);
    const folder = join(gateway.recordings, 'line-1/setup/a.spec.ts/tied');
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    const { exchanges } = parseProviders(await read('providers.json'), 'providers');
    const stack = parseStack(await read('stack.json'), 'stack');
    const causes = exchanges.map(({ call, request }) => {
      const cause = call === undefined ? undefined : stack.calls[call - 1]?.request.path;
      return `${request.path} ← ${cause}`;
    });
    assert.deepEqual(causes, [
      '/embed ← /v1/files',
      '/stream ← /v1/chat/completions',
      '/embed ← /v1/embeddings',
      '/background ← undefined',
    ]);
  });

  test('the journal of an attempt has its calls in order, with cause, outcome, events, time and source', async () => {
    const id = await gateway.open('replay', 'tied');
    await calls(id);
    await gateway.call(id, '/more', { call: 6 });
    const { journal } = await gateway.close(id);
    const told = journal.map(({ call, outcome, path, status, events, source }) => [
      call,
      outcome,
      path,
      status,
      events,
      source,
    ]);
    assert.deepEqual(told, [
      [1, 'hit', '/embed', 200, undefined, 'local model'],
      [4, 'hit', '/stream', 200, 2, 'local model'],
      [5, 'hit', '/embed', 200, undefined, 'local model'],
      [undefined, 'hit', '/background', 200, undefined, 'local model'],
      [6, 'miss', '/more', 501, undefined, undefined],
    ]);
    assert.ok(journal.every(({ milliseconds }) => milliseconds >= 0));
    assert.deepEqual(sourcesOf(journal, '2026-11-28'), [
      { source: 'local model', server: 'Fake', recorded: '2026-11-28', calls: 4 },
    ]);
    const table = journalText(journal)
      .replaceAll(/[\d.]+ ms/g, 'n ms')
      .replaceAll(/ {2,}/g, '  ')
      .split('\n');
    assert.equal(table[1], 'call 4  hit  fake  GET /stream  200  local model  2 events  n ms');
    assert.equal(table[4], 'call 6  miss  fake  GET /more  501  n ms');
  });

  test('while it records, the journal says so', async () => {
    const { journal } = await gateway.record(calls, 'recorded');
    assert.deepEqual(
      journal.map(({ call, outcome }) => [call, outcome]),
      [
        [1, 'recorded'],
        [4, 'recorded'],
        [5, 'recorded'],
        [undefined, 'recorded'],
      ],
    );
  });
});
