import { expect, test } from '../../fixtures/index.ts';

const ask = { query: 'hot drinks', items: ['Tea.', 'Bread.'] };

test('does not rank with a model that does not rank', async ({ http, textModel }) => {
  const { status, body } = await http.post('/v1alpha/inference/rerank', { model: textModel, ...ask });
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { message: expect.stringContaining("rather than the expected type 'rerank'") } });
});

test('does not rank with a model that no provider has', async ({ http }) => {
  const { status, body } = await http.post('/v1alpha/inference/rerank', { model: 'nothing', ...ask });
  expect(status).toBe(404);
  expect(body).toMatchObject({ error: { message: expect.stringContaining("Model 'nothing' not found") } });
});

for (const field of ['query', 'items'] as const) {
  test(`refuses to rank without ${field}`, async ({ http, textModel }) => {
    const { status, body } = await http.post('/v1alpha/inference/rerank', {
      model: textModel,
      ...ask,
      [field]: undefined,
    });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { message: expect.stringMatching(new RegExp(`${field}.*Field required`)) } });
  });
}
