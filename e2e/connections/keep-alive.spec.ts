import { expect, test } from '../../fixtures/index.ts';

/** Requests behind whose answers a client uses its connection again. */
const REQUESTS: [what: string, method: string, path: string][] = [
  ['a successful request', 'GET', '/v1/health'],
  ['404 for an unknown route', 'GET', '/v1/nothing'],
  ['405 for a method that a route does not have', 'DELETE', '/v1/health'],
  ['an error for an unknown vector store', 'GET', '/v1/vector_stores/vs_none'],
  ['an error for an unknown file', 'GET', '/v1/files/file-none'],
  ['an error for an unknown chat completion', 'GET', '/v1/chat/completions/none'],
  ['an error for an unknown response', 'GET', '/v1/responses/resp_none'],
  ['an error for an unknown prompt', 'GET', '/v1/prompts/pmpt_none'],
];

test.describe('Keep-alive', { tag: '@stack' }, () => {
  for (const [what, method, path] of REQUESTS) {
    test(`answers a second request on the connection after ${what}`, async ({ openConnection }) => {
      const connection = await openConnection();
      connection.request(method, path);
      await connection.answer();
      expect(await connection.closed()).toBe(false);
      connection.request('GET', '/v1/version');
      expect(await connection.answer()).toMatchObject({ status: 200 });
    });
  }

  test('answers pipelined requests in their order', async ({ openConnection }) => {
    const connection = await openConnection();
    for (const path of ['/v1/version', '/v1/health', '/v1/nothing']) connection.request('GET', path);
    const bodies: string[] = [];
    for (let n = 0; n < 3; n++) bodies.push((await connection.answer()).body);
    expect(bodies).toEqual([
      expect.stringContaining('"version"'),
      expect.stringContaining('"status"'),
      expect.stringContaining('Not Found'),
    ]);
  });

  test('closes the connection when asked with Connection: close', async ({ openConnection }) => {
    const connection = await openConnection();
    connection.request('GET', '/v1/version', { Connection: 'close' });
    expect((await connection.answer()).headers.get('connection')).toBe('close');
    expect(await connection.closed()).toBe(true);
  });
});
