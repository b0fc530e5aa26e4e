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

test.describe('ranking', { tag: '@rerank' }, () => {
  test('gives the places of the texts, the nearest to the query first', async ({ http, rerankModel }) => {
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

  test('gives no more than asked for', async ({ http, rerankModel }) => {
    const { body } = await http.post(RERANK, { model: rerankModel, ...ask, max_num_results: 2 });
    expect(body).toEqual({
      data: [
        { index: 1, relevance_score: 0.93 },
        { index: 2, relevance_score: 0.81 },
      ],
    });
  });

  test('takes query and texts as parts of a message', async ({ http, rerankModel }) => {
    const part = (text: string) => ({ type: 'text', text });
    const parts = { query: part(ask.query), items: ask.items.map(part) };
    const { body } = await http.post(RERANK, { model: rerankModel, ...parts });
    expect(body).toMatchObject({ data: [{ index: 1 }, { index: 2 }, { index: 0 }] });
  });

  test('refuses a picture among the texts', async ({ http, rerankModel }) => {
    const picture = { type: 'image_url', image_url: { url: 'https://pictures.example/red.png' } };
    const { status, body } = await http.post(RERANK, { model: rerankModel, ...ask, items: [picture] });
    expect(status).toBe(400);
    expect(body).toEqual({ error: { message: expect.stringContaining('does not support images') } });
  });

  test('is refused to give no results', async ({ http, rerankModel }) => {
    const { status, body } = await http.post(RERANK, { model: rerankModel, ...ask, max_num_results: 0 });
    expect([status, body]).toEqual([400, { error: { message: expect.stringContaining('max_num_results') } }]);
  });

  test('is for models that rank: such a one does not chat', async ({ client, rerankModel }) => {
    const messages = [{ role: 'user', content: 'Say hello.' } as const];
    await expect(client.chat.completions.create({ model: rerankModel, messages })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("is of type 'rerank' rather than the expected type 'llm'"),
    });
  });
});

test('does not rank with a model that does not rank', async ({ http, textModel }) => {
  const { status, body } = await http.post(RERANK, { model: textModel, ...ask });
  expect(status).toBe(400);
  expect(body).toEqual({
    error: {
      message: expect.stringContaining(`'${textModel}' is of type 'llm' rather than the expected type 'rerank'`),
    },
  });
});

test('does not rank with a model that no provider has', async ({ http }) => {
  const { status, body } = await http.post(RERANK, { model: 'nothing', ...ask });
  expect(status).toBe(404);
  expect(body).toEqual({ error: { message: expect.stringMatching(/^Model 'nothing' not found\./) } });
});

for (const field of ['query', 'items'] as const) {
  test(`refuses to rank without ${field}`, async ({ http, textModel }) => {
    const { status, body } = await http.post(RERANK, { model: textModel, ...ask, [field]: undefined });
    expect(status).toBe(400);
    expect(body).toEqual({ error: { message: expect.stringMatching(new RegExp(`'${field}'.*Field required`)) } });
  });
}
