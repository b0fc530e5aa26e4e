import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { openMcpHost, type McpHost } from '../../fixtures/mcp-server.ts';

let host: McpHost;
before(async () => {
  host = await openMcpHost();
});
after(() => host.close());

async function connect(url: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

test("the SDK's own client lists and calls tools, and the server keeps what it was asked", async () => {
  const server = host.open();
  const client = await connect(server.url, { 'x-shelf': 'b7' });
  const { tools } = await client.listTools();
  assert.ok(tools.some(({ name }) => name === 'greet'));
  const { content } = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } });
  assert.deepEqual(content, [{ type: 'text', text: 'Hello, Ada!' }]);
  await client.close();
  assert.deepEqual(server.calls(), [{ name: 'greet', arguments: { name: 'Ada' } }]);
  assert.deepEqual(
    server.requests.map(({ method, headers }) => [method, headers['x-shelf']]),
    ['initialize', 'notifications/initialized', 'tools/list', 'tools/call'].map((method) => [method, 'b7']),
  );
});

test('two servers of one host share nothing', async () => {
  const [one, two] = [host.open(), host.open()];
  await (await connect(one.url)).close();
  assert.deepEqual([one.requests.length, two.requests.length], [2, 0]);
});

test('whoever brings no token, or a wrong one, is answered with 401', async () => {
  const server = host.open();
  server.demandToken('sesame');
  const statusOf = async (headers: Record<string, string>) =>
    (await fetch(server.url, { method: 'POST', body: '{}', headers })).status;
  assert.deepEqual([await statusOf({}), await statusOf({ authorization: 'Bearer wrong' })], [401, 401]);
  assert.deepEqual(server.requests, []);
  await (await connect(server.url, { authorization: 'Bearer sesame' })).close();
  assert.equal(server.requests.length, 2);
});

test('a path that is none of a server is not found', async () => {
  assert.equal((await fetch(new URL('/nobody', host.open().url))).status, 404);
});

test('a call that is given up no longer waits', async () => {
  const server = host.open();
  const client = await connect(server.url);
  const stop = new AbortController();
  const waiting = client.callTool({ name: 'wait' }, undefined, { signal: stop.signal });
  waiting.catch(() => undefined);
  while (server.calls().length === 0) await new Promise(setImmediate);
  assert.equal(server.waiting(), 1);
  await client.close();
  await assert.rejects(waiting);
  while (server.waiting() > 0) await new Promise(setImmediate);
});
