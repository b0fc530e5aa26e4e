import { expect } from '../../fixtures/index.ts';
import type { Signer, TokenClaims } from '../../fixtures/token-issuer.ts';
import { test } from './fixture.ts';

const red = { tenant: 'red' };

const WRONG: Record<string, [TokenClaims, Signer?]> = {
  'that has expired': [{ expires: -60 }],
  'for another audience': [{ audience: 'another' }],
  'of another issuer': [{ issuer: 'http://127.0.0.1:1' }],
  'that is not valid yet': [{ notBefore: 600 }],
  "signed by another key under the issuer's key id": [{}, 'stranger'],
  'with alg none': [{}, 'nobody'],
};

test.describe('A bearer token', { tag: '@own-stack' }, () => {
  test('of the issuer is accepted', async ({ alice }) => {
    expect((await alice.files.list()).data).toEqual(expect.any(Array));
  });

  for (const [what, [claims, signer]] of Object.entries(WRONG)) {
    test(`${what} is rejected with 401`, async ({ http, issuer }) => {
      const token = await issuer.token('alice', { claims: red, ...claims }, signer);
      const { status, body } = await http.send('GET', '/v1/files', { headers: { authorization: `Bearer ${token}` } });
      expect(status).toBe(401);
      expect(body).toMatchObject({ error: { message: expect.any(String) } });
    });
  }

  test('that is none is rejected with 401', async ({ http }) => {
    const headers = { authorization: 'Bearer none' };
    expect((await http.send('GET', '/v1/files', { headers })).status).toBe(401);
  });
});

test.describe('Without a bearer token', { tag: '@own-stack' }, () => {
  for (const [method, path] of [
    ['GET', '/v1/files'],
    ['GET', '/v1/models'],
    ['GET', '/v1/providers'],
    ['GET', '/v1alpha/admin/providers'],
    ['POST', '/v1/responses'],
    ['POST', '/v1/chat/completions'],
    ['POST', '/v1/messages'],
  ] as const) {
    test(`${method} ${path} is rejected with 401`, async ({ http }) => {
      expect((await http.send(method, path)).status).toBe(401);
    });
  }

  test('basic credentials are rejected with 401', async ({ http }) => {
    const headers = { authorization: `Basic ${Buffer.from('alice:alice').toString('base64')}` };
    expect((await http.send('GET', '/v1/files', { headers })).status).toBe(401);
  });

  test('health and version are answered', async ({ http }) => {
    expect((await http.get('/v1/health')).status).toBe(200);
    expect((await http.get('/v1/version')).status).toBe(200);
  });

  test('the 401 says in WWW-Authenticate that a bearer token is wanted', async ({ http }) => {
    expect((await http.get('/v1/files')).headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});
