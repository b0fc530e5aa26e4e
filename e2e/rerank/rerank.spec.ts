import { expect, ranking, test, text } from '../../fixtures/index.ts';

const RERANK = '/v1alpha/inference/rerank';
const [BREAD, TEA, COFFEE] = [
  'Sourdough bread needs a day of patience.',
  'Green tea wants water well below boiling.',
  'Coffee is ground just before it is brewed.',
] as const;
const params = { query: 'hot drinks', items: [BREAD, TEA, COFFEE] };
const scored = ranking({ [TEA]: 0.93, [COFFEE]: 0.81, [BREAD]: 0.07 });

test.describe('rerank', { tag: '@rerank' }, () => {
  test('returns item indexes by descending relevance_score', async ({ http, provider, rerankModel }) => {
    await provider.answers(scored);
    const { status, body } = await http.post(RERANK, { model: rerankModel, ...params });
    const data = [
      { index: 1, relevance_score: 0.93 },
      { index: 2, relevance_score: 0.81 },
      { index: 0, relevance_score: 0.07 },
    ];
    expect([status, body]).toEqual([200, { data }]);
  });

  test('returns at most max_num_results items', async ({ http, provider, rerankModel }) => {
    await provider.answers(scored);
    const { body } = await http.post(RERANK, { model: rerankModel, ...params, max_num_results: 2 });
    const data = [
      { index: 1, relevance_score: 0.93 },
      { index: 2, relevance_score: 0.81 },
    ];
    expect(body).toEqual({ data });
  });

  test('accepts query and items as text content parts', async ({ http, provider, rerankModel }) => {
    await provider.answers(scored);
    const part = (content: string) => ({ type: 'text', text: content });
    const parts = { query: part(params.query), items: params.items.map(part) };
    const { body } = await http.post(RERANK, { model: rerankModel, ...parts });
    expect(body).toMatchObject({ data: [{ index: 1 }, { index: 2 }, { index: 0 }] });
    expect((await provider.lastRequest()).body).toMatchObject({ query: params.query, documents: params.items });
  });

  test('rejects an image item with 400', { tag: '@stack' }, async ({ http, rerankModel }) => {
    const picture = { type: 'image_url', image_url: { url: 'https://pictures.example/red.png' } };
    const { status, body } = await http.post(RERANK, { model: rerankModel, ...params, items: [picture] });
    expect(status).toBe(400);
    expect(body).toEqual({ error: { message: expect.stringContaining('does not support images') } });
  });

  test('rejects max_num_results of 0 with 400', { tag: '@stack' }, async ({ http, rerankModel }) => {
    const { status, body } = await http.post(RERANK, { model: rerankModel, ...params, max_num_results: 0 });
    expect([status, body]).toEqual([400, { error: { message: expect.stringContaining('max_num_results') } }]);
  });

  test('rejects a chat completion by a rerank model with 400', async ({ client, provider, rerankModel }) => {
    // A stack that takes it for a chat model asks it.
    await provider.answers(text('Hello.').optional());
    const messages = [{ role: 'user', content: 'Say hello.' } as const];
    await expect(client.chat.completions.create({ model: rerankModel, messages })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("is of type 'rerank' rather than the expected type 'llm'"),
    });
  });
});

test('rejects a chat model with 400', { tag: '@stack' }, async ({ http, textModel }) => {
  const { status, body } = await http.post(RERANK, { model: textModel, ...params });
  expect(status).toBe(400);
  expect(body).toEqual({
    error: {
      message: expect.stringContaining(`'${textModel}' is of type 'llm' rather than the expected type 'rerank'`),
    },
  });
});

test('answers 404 for an unknown model', { tag: '@stack' }, async ({ http }) => {
  const { status, body } = await http.post(RERANK, { model: 'nothing', ...params });
  expect(status).toBe(404);
  expect(body).toEqual({ error: { message: expect.stringMatching(/^Model 'nothing' not found\./) } });
});

for (const field of ['query', 'items'] as const) {
  test(`rejects missing ${field} with 400`, { tag: '@stack' }, async ({ http, textModel }) => {
    const { status, body } = await http.post(RERANK, { model: textModel, ...params, [field]: undefined });
    expect(status).toBe(400);
    expect(body).toEqual({ error: { message: expect.stringMatching(new RegExp(`'${field}'.*Field required`)) } });
  });
}
