import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const Model = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });
/** The inference providers of the default setups, which every run config of ours enables. */
const PROVIDERS = ['ollama', 'openai', 'vllm'];

test('lists models as OpenAI model objects', { tag: '@stack' }, async ({ client }) => {
  const { data } = await client.models.list();
  expect(data.length).toBeGreaterThan(1);
  for (const model of data) expect(Model.safeParse(model)).toMatchObject({ success: true });
});

test('lists every model once', { tag: '@stack' }, async ({ client }) => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test('prefixes model ids with the provider id', { tag: '@stack' }, async ({ client }) => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids.filter((id) => !/^[\w-]+\/./.test(id))).toEqual([]);
  expect(ids).toEqual(expect.arrayContaining(PROVIDERS.map((provider) => expect.stringMatching(`^${provider}/`))));
});

test(
  'reports model_type llm or embedding in custom_metadata',
  { tag: '@stack' },
  async ({ http, textModel, embeddingModel }) => {
    const { body } = await http.get('/v1/models');
    const typed = (id: string, model_type: string) =>
      expect.objectContaining({ id, custom_metadata: expect.objectContaining({ model_type }) });
    const data = expect.arrayContaining([typed(textModel, 'llm'), typed(embeddingModel.id, 'embedding')]);
    expect(body).toMatchObject({ data });
  },
);

test('answers 404 for a model id without its provider prefix', { tag: '@stack' }, async ({ client, textModel }) => {
  const bare = textModel.split('/').slice(1).join('/');
  await expect(client.models.retrieve(bare)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`Model '${bare}' not found`),
  });
});
