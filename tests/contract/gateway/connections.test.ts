import assert from 'node:assert/strict';
import { Agent, request, type IncomingMessage } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

let provider: FakeProvider;
before(async () => {
  provider = await fakeProvider((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\ndata: [DONE]\n\n');
  });
});
after(() => provider.close());

/** What the answer to one call says of its connection, by a client that would keep it. */
async function connectionOf(url: string, headers: Record<string, string>): Promise<string | undefined> {
  const agent = new Agent({ keepAlive: true });
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(url, { agent, headers }, resolve).once('error', reject).end();
    });
    for await (const _ of answer);
    return answer.headers.connection;
  } finally {
    agent.destroy();
  }
}

describe('gateway: whether a connection outlives its answer', () => {
  for (const closesConnections of [true, false]) {
    const expected = closesConnections ? 'close' : 'keep-alive';
    test(`provider calls are answered with "connection: ${expected}", control requests with keep-alive`, async () => {
      const gateway = await GatewayUnderTest.start({ upstream: provider.url, closesConnections });
      const ask = (id: string) =>
        connectionOf(`${gateway.gateway.url}/fake/v1/models`, { baggage: `e2e-attempt=${id}` });
      try {
        await gateway.record(async (id) => assert.equal(await ask(id), expected));
        const replayed = await gateway.open('replay');
        assert.equal(await ask(replayed), expected);
        assert.deepEqual((await gateway.close(replayed)).problems, []);
        const status = await connectionOf(`${gateway.gateway.url}/-/status`, { 'x-e2e-token': gateway.token });
        assert.equal(status, 'keep-alive');
      } finally {
        await gateway.stop();
      }
    });
  }
});
