import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const Model = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });
const Metadata = z.looseObject({
  model_type: z.enum(['llm', 'embedding', 'rerank']),
  provider_id: z.string(),
  provider_resource_id: z.string(),
});
const Models = z
  .object({ data: z.array(Model.extend({ custom_metadata: Metadata })) })
  .transform(({ data }) => data.map(({ id, custom_metadata }) => ({ id, ...custom_metadata })));

test('lists models as OpenAI model objects', { tag: '@stack' }, async ({ client }) => {
  const { data } = await client.models.list();
  expect(data.length).toBeGreaterThan(1);
  for (const model of data) expect(Model.safeParse(model)).toMatchObject({ success: true });
});

test('lists every model once', { tag: '@stack' }, async ({ client }) => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test('prefixes model ids with the provider id', { tag: '@stack' }, async ({ http }) => {
  for (const { id, provider_id, provider_resource_id } of Models.parse((await http.get('/v1/models')).body))
    expect(id).toBe(`${provider_id}/${provider_resource_id}`);
});

test(
  'reports model_type llm or embedding in custom_metadata',
  { tag: '@stack' },
  async ({ http, textModel, embeddingModel }) => {
    const models = Models.parse((await http.get('/v1/models')).body);
    const types = new Map(models.map(({ id, model_type }) => [id, model_type]));
    expect([types.get(textModel), types.get(embeddingModel.id)]).toEqual(['llm', 'embedding']);
  },
);

test('answers 404 for a model id without its provider prefix', { tag: '@stack' }, async ({ client, textModel }) => {
  const bare = textModel.split('/').slice(1).join('/');
  await expect(client.models.retrieve(bare)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`Model '${bare}' not found`),
  });
});
