import { expect, raw } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

test.describe('An API from outside', { tag: '@own-stack' }, () => {
  test('is served, and answered by its provider', async ({ http, provider }) => {
    await provider.answers(raw('{"high": "06:12"}', 'application/json'));
    const { status: answered, body } = await http.post('/v1/tides', { harbour: 'Dover' });
    expect([answered, body]).toEqual([200, { harbour: 'Dover', high: '06:12' }]);
    expect(await provider.lastRequest()).toMatchObject({ path: '/v1/high', body: { harbour: 'Dover' } });
  });

  test('refuses a request that does not fit its schema with 400', async ({ http }) => {
    const { status: answered, body } = await http.post('/v1/tides', { harbour: '' });
    expect(answered).toBe(400);
    expect(body).toMatchObject({ error: { message: expect.stringContaining('harbour') } });
  });

  test('is in the OpenAPI document and the list of routes', async ({ http }) => {
    expect((await http.get('/openapi.json')).body).toHaveProperty(['paths', '/v1/tides', 'post']);
    const { body } = await http.get('/v1/inspect/routes');
    expect(body).toMatchObject({ data: expect.arrayContaining([expect.objectContaining({ route: '/v1/tides' })]) });
  });

  test('has its providers listed', async ({ http }) => {
    const { body } = await http.get('/v1/providers');
    const almanac = { api: 'tides', provider_id: 'almanac', provider_type: 'remote::almanac' };
    expect(body).toMatchObject({ data: expect.arrayContaining([expect.objectContaining(almanac)]) });
  });
});
