import type { Answer } from '../../fixtures/http-client.ts';
import { expect, type OwnStack, STACK_START, test as base } from '../../fixtures/index.ts';

const origin = 'https://client.example';
const cors = { allow_origins: [origin], allow_methods: ['GET', 'POST'], max_age: 120 };

const test = base.extend<object, { ownStack: OwnStack }>({
  ownStack: [
    async ({ startStack }, use) => use(await startStack({ config: { server: { cors } } })),
    { scope: 'worker', timeout: STACK_START },
  ],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],
});

/** What an answer tells a browser, without the names' common beginning. */
function toldIn({ headers }: Answer): Record<string, string> {
  const told = [...headers].filter(([name]) => name.startsWith('access-control-'));
  return Object.fromEntries(told.map(([name, value]) => [name.replace('access-control-', ''), value]));
}

test.describe('Where CORS is configured', { tag: '@own-stack' }, () => {
  test('a preflight of an allowed origin is told so', async ({ http }) => {
    const headers = { origin, 'access-control-request-method': 'POST' };
    const answer = await http.send('OPTIONS', '/v1/responses', { headers });
    expect(toldIn(answer)).toMatchObject({ 'allow-origin': origin, 'max-age': '120' });
  });

  test('an answer to an allowed origin names it', async ({ http }) => {
    const answer = await http.send('GET', '/v1/health', { headers: { origin } });
    expect(toldIn(answer)).toMatchObject({ 'allow-origin': origin });
  });

  test('an answer to another origin names none', async ({ http }) => {
    const answer = await http.send('GET', '/v1/health', { headers: { origin: 'https://other.example' } });
    expect(toldIn(answer)).not.toHaveProperty('allow-origin');
  });
});
