import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { reproduction } from '../../../cli/gaps/reproduction.ts';
import type { ClientExchange, Json } from '../../../replay/recording/exchange.ts';

const RECORDED = 'file-0123456789abcdef0123456789abcdef';
const LIVE = 'file-fedcba9876543210fedcba9876543210';

const call = (request: ClientExchange['request'], json: Json, status = 200): ClientExchange => ({
  request,
  response: { status, headers: { 'content-type': 'application/json' }, body: { json } },
});

test('the script makes the same calls of a live server, with the ids that this one gives', async (t) => {
  const asked: { url: string; body: string }[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      asked.push({ url: `${request.method} ${request.url}`, body });
      response.writeHead(request.url === '/v1/files' ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: LIVE }));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'reproduction-'));
  t.after(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const address = server.address();
  assert(address !== null && typeof address === 'object');

  const form = [
    { name: 'purpose', content: { text: 'assistants' } },
    { name: 'file', filename: 'it’s.txt', type: 'text/plain', content: { text: "It's 5 $ `now`.\nTwo." } },
  ];
  const script = reproduction([
    call({ method: 'POST', path: '/v1/files', body: { form } }, { id: RECORDED }),
    call({ method: 'POST', path: '/v1/responses', body: { json: { file: RECORDED, price: '$5 \\ `x`' } } }, {}),
    call({ method: 'GET', path: `/v1/files/${RECORDED}`, query: 'limit=1' }, {}, 404),
  ]);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { ...process.env, STACK: `http://127.0.0.1:${address.port}` },
  });
  assert.deepEqual(
    asked.map(({ url }) => url),
    ['POST /v1/files', 'POST /v1/responses', `GET /v1/files/${LIVE}?limit=1`],
  );
  assert.match(asked[0]?.body ?? '', /It's 5 \$ `now`\.\nTwo\./);
  assert.deepEqual(JSON.parse(asked[1]?.body ?? ''), { file: LIVE, price: '$5 \\ `x`' });
  assert.match(stdout, /^HTTP\/1\.1 404/);
});

test('a body that nothing is put into is shown as it is', () => {
  const body = { json: { input: '$HOME' } };
  const script = reproduction([call({ method: 'POST', path: '/v1/responses', body }, {})]);
  assert.match(script, /<<'BODY'\n\{\n {2}"input": "\$HOME"\n\}\nBODY/);
});

test('a request whose content was not kept cannot be sent again, and says so', () => {
  const body = { sha256: 'a', bytes: 70_000 };
  assert.throws(() => reproduction([call({ method: 'POST', path: '/v1/files', body }, {})]), /digest only/);
});
