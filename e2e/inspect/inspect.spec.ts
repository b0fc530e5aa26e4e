import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';
import { currentRun } from '../../fixtures/run.ts';

const Route = z.object({ route: z.string(), method: z.string(), provider_types: z.array(z.string()) });
const Routes = z.object({ data: z.array(Route) }).transform(({ data }) => data);
const Body = z.object({ data: z.array(z.unknown()) });
const OpenApi = z.object({
  openapi: z.string().startsWith('3.'),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

for (const base of ['/v1', '/v1alpha/admin']) {
  test(`returns status OK from GET ${base}/health`, { tag: '@stack' }, async ({ http }) => {
    expect(await http.get(`${base}/health`)).toMatchObject({ status: 200, body: { status: 'OK' } });
  });

  test(`returns the version of the stack from GET ${base}/version`, { tag: '@stack' }, async ({ http }) => {
    const { status, body } = await http.get(`${base}/version`);
    const run = currentRun();
    const known = run.stack === 'running' ? run.version.split(' ')[1] : undefined;
    expect([status, body]).toEqual([200, { version: known ?? expect.stringMatching(/^\d+\.\d+\.\d+$/) }]);
  });
}

test('lists every operation of its OpenAPI document', { tag: '@stack' }, async ({ http }) => {
  const { paths } = OpenApi.parse((await http.get('/openapi.json')).body);
  const routes = Routes.parse((await http.get('/v1/inspect/routes')).body);
  const deprecated = Routes.parse((await http.get('/v1/inspect/routes?api_filter=deprecated')).body);
  const listed = new Set(
    [...routes, ...deprecated].map(({ method, route }) => `${method} ${route.replace(':path', '')}`),
  );
  const operations = Object.entries(paths).flatMap(([path, operation]) =>
    Object.keys(operation).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(operations.length).toBeGreaterThan(50);
  expect(operations.filter((operation) => !listed.has(operation))).toEqual([]);
});

test('lists the same routes under /v1alpha/admin', { tag: '@stack' }, async ({ http }) => {
  const { body } = await http.get('/v1/inspect/routes');
  expect(await http.get('/v1alpha/admin/inspect/routes')).toMatchObject({ status: 200, body: Body.parse(body) });
});

test('lists no route missing from its OpenAPI document', { tag: '@stack' }, async ({ http }) => {
  const { paths } = OpenApi.parse((await http.get('/openapi.json')).body);
  const routes = Routes.parse((await http.get('/v1/inspect/routes')).body);
  const known = new Set(Object.keys(paths));
  const unknown = routes.map(({ route }) => route.replace(':path', '')).filter((route) => !known.has(route));
  expect([...new Set(unknown)]).toEqual([]);
});

test('filters routes with api_filter=v1', { tag: '@stack' }, async ({ http }) => {
  const routes = Routes.parse((await http.get('/v1/inspect/routes?api_filter=v1')).body);
  expect(routes.length).toBeGreaterThan(20);
  expect(routes.filter(({ route }) => !route.startsWith('/v1/'))).toEqual([]);
});

test('rejects an unknown api_filter with 400', { tag: '@stack' }, async ({ http }) => {
  const { status, body } = await http.get('/v1/inspect/routes?api_filter=v9');
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { message: expect.stringContaining("'v1', 'v1alpha', 'v1beta'") } });
});

test('answers 404 for an unknown route', { tag: '@stack' }, async ({ http }) => {
  expect(await http.get('/v1/nothing')).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
});

test('answers 405 for a method that the route does not support', { tag: '@stack' }, async ({ http }) => {
  expect(await http.post('/v1/models', {})).toMatchObject({ status: 405, body: { detail: 'Method Not Allowed' } });
});
