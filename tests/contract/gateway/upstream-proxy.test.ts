/** Recording through a proxy: the gateway's own calls go as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import { fakeProvider } from '../../fakes/provider.ts';

const provider = await fakeProvider((message, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ host: message.headers.host }));
});
const target = new URL(provider.url);
const through: string[] = [];
const proxy = createServer((message, response) => {
  through.push(`${message.method} ${message.url}`);
  const { pathname } = new URL(message.url ?? '');
  const on = request({
    host: target.hostname,
    port: target.port,
    path: pathname,
    method: message.method,
    headers: message.headers,
  });
  on.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  message.pipe(on);
});
proxy.on('connect', (message, socket) => {
  through.push(`CONNECT ${message.url}`);
  const on = connect(Number(target.port), target.hostname, () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    on.pipe(socket);
    socket.pipe(on);
  });
});
await once(proxy.listen(0, '127.0.0.1'), 'listening');
const address = proxy.address();
assert.ok(address !== null && typeof address === 'object');
// Read when the gateway's client is loaded, as in a process that was started with them.
for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'])
  process.env[name] = `http://127.0.0.1:${address.port}`;
for (const name of ['NO_PROXY', 'no_proxy']) process.env[name] = 'direct.invalid';
const { GatewayUnderTest } = await import('../../builders/gateway.ts');

after(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await provider.close();
});

test('a provider that only the proxy can reach is recorded through it', async () => {
  const gateway = await GatewayUnderTest.start({ upstream: 'http://provider.invalid' });
  const { written, problems } = await gateway.record(async (id) => {
    assert.deepEqual(await (await gateway.post(id, { a: 1 })).json(), { host: 'provider.invalid' });
  });
  assert.deepEqual([written.length, problems], [2, []]);
  assert.match(through.splice(0).join(), /provider\.invalid/);
  await gateway.stop();
});

test('one on this machine, and one that NO_PROXY names, is reached without it', async () => {
  const here = await GatewayUnderTest.start({ upstream: provider.url });
  assert.equal((await here.record(async (id) => void (await here.post(id, 1)))).written.length, 2);
  await here.stop();
  const direct = await GatewayUnderTest.start({ upstream: 'http://direct.invalid' });
  const { problems } = await direct.record(async (id) => void (await direct.post(id, 1)));
  assert.match(problems[0]?.text ?? '', /does not answer at http:\/\/direct\.invalid/);
  await direct.stop();
  assert.deepEqual(through, []);
});
