import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const Model = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });
const Typed = Model.extend({ custom_metadata: z.looseObject({ model_type: z.enum(['llm', 'embedding', 'rerank']) }) });
const Models = z.object({ data: z.array(Typed) }).transform(({ data }) => data);

test('lists models as OpenAI model objects', async ({ client }) => {
  const { data } = await client.models.list();
  expect(data.length).toBeGreaterThan(1);
  for (const model of data) expect(Model.safeParse(model)).toMatchObject({ success: true });
});

test('lists every model once', async ({ client }) => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test('prefixes model ids with the provider id', async ({ client, setup }) => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  for (const provider of setup.providers) expect(ids.filter((id) => id.startsWith(`${provider}/`))).not.toEqual([]);
});

test('reports model_type llm or embedding in custom_metadata', async ({ http, textModel, embeddingModel }) => {
  const models = Models.parse((await http.get('/v1/models')).body);
  const typed = new Map(models.map(({ id, custom_metadata }) => [id, custom_metadata.model_type]));
  expect([typed.get(textModel), typed.get(embeddingModel.id)]).toEqual(['llm', 'embedding']);
});

test('answers 404 for a model id without its provider prefix', async ({ client, textModel }) => {
  const bare = textModel.split('/').slice(1).join('/');
  await expect(client.models.retrieve(bare)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`Model '${bare}' not found`),
  });
});
