import { expect, test } from '../../fixtures/index.ts';

const RERANK = '/v1alpha/inference/rerank';
const ask = {
  query: 'hot drinks',
  items: [
    'Sourdough bread needs a day of patience.',
    'Green tea wants water well below boiling.',
    'Coffee is ground just before it is brewed.',
  ],
};

test.describe('rerank', { tag: '@rerank' }, () => {
  test('returns item indexes by descending relevance_score', async ({ http, rerankModel }) => {
    const { status, body } = await http.post(RERANK, { model: rerankModel, ...ask });
    expect([status, body]).toEqual([
      200,
      {
        data: [
          { index: 1, relevance_score: 0.93 },
          { index: 2, relevance_score: 0.81 },
          { index: 0, relevance_score: 0.07 },
        ],
      },
    ]);
  });

  test('returns at most max_num_results items', async ({ http, rerankModel }) => {
    const { body } = await http.post(RERANK, { model: rerankModel, ...ask, max_num_results: 2 });
    expect(body).toEqual({
      data: [
        { index: 1, relevance_score: 0.93 },
        { index: 2, relevance_score: 0.81 },
      ],
    });
  });

  test('accepts query and items as text content parts', async ({ http, rerankModel }) => {
    const part = (text: string) => ({ type: 'text', text });
    const parts = { query: part(ask.query), items: ask.items.map(part) };
    const { body } = await http.post(RERANK, { model: rerankModel, ...parts });
    expect(body).toMatchObject({ data: [{ index: 1 }, { index: 2 }, { index: 0 }] });
  });

  test('rejects an image item with 400', { tag: '@stack' }, async ({ http, rerankModel }) => {
    const picture = { type: 'image_url', image_url: { url: 'https://pictures.example/red.png' } };
    const { status, body } = await http.post(RERANK, { model: rerankModel, ...ask, items: [picture] });
    expect(status).toBe(400);
    expect(body).toEqual({ error: { message: expect.stringContaining('does not support images') } });
  });

  test('rejects max_num_results of 0 with 400', { tag: '@stack' }, async ({ http, rerankModel }) => {
    const { status, body } = await http.post(RERANK, { model: rerankModel, ...ask, max_num_results: 0 });
    expect([status, body]).toEqual([400, { error: { message: expect.stringContaining('max_num_results') } }]);
  });

  test('rejects a chat completion by a rerank model with 400', async ({ client, rerankModel }) => {
    const messages = [{ role: 'user', content: 'Say hello.' } as const];
    await expect(client.chat.completions.create({ model: rerankModel, messages })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("is of type 'rerank' rather than the expected type 'llm'"),
    });
  });
});

test('rejects a chat model with 400', { tag: '@stack' }, async ({ http, textModel }) => {
  const { status, body } = await http.post(RERANK, { model: textModel, ...ask });
  expect(status).toBe(400);
  expect(body).toEqual({
    error: {
      message: expect.stringContaining(`'${textModel}' is of type 'llm' rather than the expected type 'rerank'`),
    },
  });
});

test('answers 404 for an unknown model', { tag: '@stack' }, async ({ http }) => {
  const { status, body } = await http.post(RERANK, { model: 'nothing', ...ask });
  expect(status).toBe(404);
  expect(body).toEqual({ error: { message: expect.stringMatching(/^Model 'nothing' not found\./) } });
});

for (const field of ['query', 'items'] as const) {
  test(`rejects missing ${field} with 400`, { tag: '@stack' }, async ({ http, textModel }) => {
    const { status, body } = await http.post(RERANK, { model: textModel, ...ask, [field]: undefined });
    expect(status).toBe(400);
    expect(body).toEqual({ error: { message: expect.stringMatching(new RegExp(`'${field}'.*Field required`)) } });
  });
}
