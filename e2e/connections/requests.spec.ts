import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from '../../fixtures/index.ts';

const json = { 'Content-Type': 'application/json' };
/** Lacks `prompt`, which the answer says once the body was read and understood. */
const body = '{"variables":["name"]}';
const understood = { status: 400, body: expect.stringMatching(/['"]prompt['"]/) };

test.describe('Requests', { tag: '@stack' }, () => {
  test('answers HTTP/1.0 and closes the connection', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.send('GET /v1/health HTTP/1.0\r\n\r\n');
    expect(await connection.answer()).toMatchObject({ status: 200, body: '{"status":"OK"}' });
    expect(await connection.closed()).toBe(true);
  });

  test('rejects HTTP/1.1 without Host with 400', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.send('GET /v1/health HTTP/1.1\r\n\r\n');
    expect(await connection.answer()).toMatchObject({ status: 400 });
  });

  test('rejects what is no HTTP with 400', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.send('HELLO\r\n\r\n');
    expect(await connection.answer()).toMatchObject({ status: 400 });
    expect(await connection.closed()).toBe(true);
  });

  test('accepts 32 KB of headers', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.request('GET', '/v1/health', { 'X-Filler': 'a'.repeat(32_000) });
    expect(await connection.answer()).toMatchObject({ status: 200 });
  });

  test('rejects 1 MB of headers with 400 or 431, or closes the connection', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.send(`GET /v1/health HTTP/1.1\r\nHost: stack\r\nX-Filler: ${'a'.repeat(1_000_000)}\r\n\r\n`);
    // Who is still sending when the connection is closed may not get to read the answer.
    const status = await connection.answer().then(
      (answer) => answer.status,
      () => 'closed',
    );
    expect([400, 431, 'closed']).toContain(status);
  });

  test('answers HEAD like GET, without a body', async ({ http }) => {
    const { status, bytes } = await http.send('HEAD', '/v1/health');
    expect({ status, bytes: bytes.length }).toEqual({ status: 200, bytes: 0 });
  });

  test('names the methods of a route in Allow when it answers 405', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.request('PATCH', '/v1/responses');
    const { status, headers } = await connection.answer();
    expect({ status, allow: headers.get('allow')?.split(/, */).toSorted() }).toEqual({
      status: 405,
      allow: ['GET', 'POST'],
    });
  });

  test('allows no other origin when CORS is not configured', async ({ openConnection }) => {
    const connection = await openConnection();
    const origin = { Origin: 'https://client.example' };
    connection.request('OPTIONS', '/v1/responses', { ...origin, 'Access-Control-Request-Method': 'POST' });
    const preflight = await connection.answer();
    connection.request('GET', '/v1/health', origin);
    const names = [...preflight.headers.keys(), ...(await connection.answer()).headers.keys()];
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

test.describe('Request bodies', { tag: '@stack' }, () => {
  test('asks for the body with 100 Continue', async ({ openConnection }) => {
    const connection = await openConnection();
    const length = String(body.length);
    connection.request('POST', '/v1/prompts', { ...json, Expect: '100-continue', 'Content-Length': length });
    expect(await connection.answer()).toMatchObject({ status: 100 });
    connection.send(body);
    expect(await connection.answer()).toMatchObject(understood);
  });

  test('reads a body that comes byte by byte', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.request('POST', '/v1/prompts', { ...json, 'Content-Length': String(body.length) });
    for (const byte of body) connection.send(byte);
    expect(await connection.answer()).toMatchObject(understood);
  });

  test('reads a body in chunks', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.request('POST', '/v1/prompts', { ...json, 'Transfer-Encoding': 'chunked' });
    connection.send(`5\r\n${body.slice(0, 5)}\r\n${(body.length - 5).toString(16)}\r\n${body.slice(5)}\r\n0\r\n\r\n`);
    expect(await connection.answer()).toMatchObject(understood);
  });

  for (const [encoding, compressed] of [
    ['gzip', gzipSync(body)],
    ['zstd', zstdCompressSync(body)],
  ] as const) {
    test(`reads a body in ${encoding}, or rejects it with 415`, async ({ openConnection }) => {
      const connection = await openConnection();
      connection.request('POST', '/v1/prompts', { ...json, 'Content-Encoding': encoding }, compressed);
      const answer = await connection.answer();
      const read = /['"]prompt['"]/.test(answer.body);
      expect(read || answer.status).toEqual(read || 415);
    });
  }

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
    test(`rejects a body of ${type} with 400 or 415`, async ({ openConnection }) => {
      const connection = await openConnection();
      connection.request('POST', '/v1/prompts', { 'Content-Type': type }, body);
      const { status } = await connection.answer();
      expect([400, 415]).toContain(status);
    });
  }

  test('reads JSON with a charset in its content type', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.request('POST', '/v1/prompts', { 'Content-Type': 'application/json; charset=utf-8' }, body);
    expect(await connection.answer()).toMatchObject(understood);
  });

  test('goes on with other requests while one has not sent its body', async ({ openConnection, http }) => {
    const connection = await openConnection();
    connection.request('POST', '/v1/prompts', { ...json, 'Content-Length': String(body.length) });
    expect(await http.get('/v1/health')).toMatchObject({ status: 200 });
    connection.send(body);
    expect(await connection.answer()).toMatchObject(understood);
  });
});
