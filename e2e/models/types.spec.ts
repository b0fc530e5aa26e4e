import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const Model = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });

test('describes every model as OpenAI does', async ({ client }) => {
  const { data } = await client.models.list();
  expect(data.length).toBeGreaterThan(1);
  for (const model of data) expect(Model.safeParse(model)).toMatchObject({ success: true });
});

test('lists every model once', async ({ client }) => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test('names each model after its provider', async ({ client, setup }) => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  const named = setup.providers.map((provider) => expect.stringMatching(`^${provider}/`));
  expect(ids).toEqual(expect.arrayContaining(named));
});

test('tells models that chat from models that embed', async ({ http, textModel, embeddingModel }) => {
  const { body } = await http.get('/v1/models');
  const typed = (id: string, model_type: string) =>
    expect.objectContaining({ id, custom_metadata: expect.objectContaining({ model_type }) });
  const data = expect.arrayContaining([typed(textModel, 'llm'), typed(embeddingModel.id, 'embedding')]);
  expect(body).toMatchObject({ data });
});

test('does not know a model without the name of its provider', async ({ client, textModel }) => {
  const bare = textModel.split('/').slice(1).join('/');
  await expect(client.models.retrieve(bare)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`Model '${bare}' not found`),
  });
});
