import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const Provider = z.object({
  api: z.string(),
  provider_id: z.string(),
  provider_type: z.string().regex(/^(inline|remote)::/),
  config: z.record(z.string(), z.unknown()),
  health: z.object({ status: z.string() }),
});
const Providers = z.object({ data: z.array(Provider) }).transform(({ data }) => data);

/** The inference providers of the default setups, which every run config of ours enables. */
const INFERENCE = ['ollama', 'openai', 'vllm'];

for (const base of ['/v1', '/v1alpha/admin']) {
  test(`lists the configured providers at ${base}/providers`, { tag: '@stack' }, async ({ http }) => {
    const list = await http.get(`${base}/providers`);
    expect(list.status).toBe(200);
    const providers = Providers.parse(list.body);
    const inference = providers.filter(({ api }) => api === 'inference').map(({ provider_id }) => provider_id);
    expect(inference).toEqual(expect.arrayContaining(INFERENCE));
    const apis = ['inference', 'vector_io', 'files', 'responses', 'batches', 'messages'];
    expect(providers.map(({ api }) => api)).toEqual(expect.arrayContaining(apis));
  });

  test(`retrieves a provider at ${base}/providers as listed`, { tag: '@stack' }, async ({ http }) => {
    const list = await http.get(`${base}/providers`);
    expect(list.status).toBe(200);
    const providers = Providers.parse(list.body);
    for (const id of INFERENCE) {
      const { status, body } = await http.get(`${base}/providers/${id}`);
      expect(status).toBe(200);
      expect(Provider.parse(body)).toEqual(providers.find(({ provider_id }) => provider_id === id));
    }
  });

  test(`reports an unknown provider as not found at ${base}/providers`, { tag: '@stack' }, async ({ http }) => {
    const { body } = await http.get(`${base}/providers/nothing`);
    expect(body).toMatchObject({ error: { message: 'Provider nothing not found' } });
  });

  test(`answers 404 for an unknown provider at ${base}/providers`, { tag: '@stack' }, async ({ http }) => {
    expect((await http.get(`${base}/providers/nothing`)).status).toBe(404);
  });
}

test('masks keys, tokens and secrets in provider configs', { tag: '@stack' }, async ({ http }) => {
  const providers = Providers.parse((await http.get('/v1/providers')).body);
  const keys = providers.flatMap(({ config }) =>
    Object.entries(config).filter(([name]) => /key|token|secret/.test(name)),
  );
  expect(keys.length).toBeGreaterThan(1);
  expect(new Set(keys.map(([, value]) => value))).toEqual(new Set(['********']));
});
