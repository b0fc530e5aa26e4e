import { gzipSync } from 'node:zlib';
import { GatewayUnderTest } from '../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from './provider.ts';

/** Answers `{"echo": <body>}`, or what the path says. */
function echo(): Promise<FakeProvider> {
  return fakeProvider((message, response, body) => {
    const path = message.url ?? '';
    if (path === '/v1/hang') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
      return;
    }
    if (path === '/v1/broken') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n', () => response.destroy());
      return;
    }
    if (path === '/v1/429') {
      response
        .writeHead(429, { 'content-type': 'application/json', 'retry-after': '7', 'x-account': 'secret' })
        .end('{"error":{"message":"slow down"}}');
      return;
    }
    if (path === '/v1/empty') {
      response.writeHead(204).end();
      return;
    }
    if (path === '/v1/gzip') {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync('{"zipped":true}'));
      return;
    }
    if (path === '/v1/binary') {
      response.writeHead(200, { 'content-type': 'audio/wav' }).end(Buffer.from([0, 255, 128, 7]));
      return;
    }
    if (path === '/v1/headers') {
      // The key in hex: as it is, it would not pass the gateway on its way back.
      const authorization = Buffer.from(message.headers.authorization ?? '').toString('hex');
      const told = JSON.stringify({ ...message.headers, authorization });
      response.writeHead(200, { 'content-type': 'application/json' }).end(told);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"echo":${body || 'null'}}`);
  });
}

/** A gateway whose provider is such an echo; `stop` ends both. */
export async function gatewayOverEcho(): Promise<{
  provider: FakeProvider;
  gateway: GatewayUnderTest;
  stop: () => Promise<void>;
}> {
  const provider = await echo();
  const gateway = await GatewayUnderTest.start({ upstream: provider.url });
  const stop = async (): Promise<void> => {
    await gateway.stop();
    await provider.close();
  };
  return { provider, gateway, stop };
}
