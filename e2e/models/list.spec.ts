import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const Model = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() });

test('lists models as OpenAI model objects', { tag: '@stack' }, async ({ client }) => {
  const { data } = await client.models.list();
  expect(data.length).toBeGreaterThan(1);
  for (const model of data) expect(Model.safeParse(model)).toMatchObject({ success: true });
});

test('lists every model once', { tag: '@stack' }, async ({ client }) => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
});

test('prefixes model ids with the provider id', { tag: '@stack' }, async ({ http, setup }) => {
  const { body } = await http.get('/v1/models');
  const named = setup.providers.map((provider_id) =>
    listed({ id: expect.stringMatching(`^${provider_id}/`), custom_metadata: { provider_id } }),
  );
  expect(body).toMatchObject({ data: expect.arrayContaining(named) });
});

test(
  'reports model_type llm or embedding in custom_metadata',
  { tag: '@stack' },
  async ({ http, textModel, embeddingModel }) => {
    const { body } = await http.get('/v1/models');
    const typed = [
      listed({ id: textModel, custom_metadata: { model_type: 'llm' } }),
      listed({ id: embeddingModel.id, custom_metadata: { model_type: 'embedding' } }),
    ];
    expect(body).toMatchObject({ data: expect.arrayContaining(typed) });
  },
);

test('answers 404 for a model id without its provider prefix', { tag: '@stack' }, async ({ client, textModel }) => {
  const bare = textModel.split('/').slice(1).join('/');
  await expect(client.models.retrieve(bare)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`Model '${bare}' not found`),
  });
});

/** A model of the list that has this among its fields. */
function listed({ custom_metadata, id }: { id: unknown; custom_metadata: Record<string, unknown> }): unknown {
  return expect.objectContaining({ id, custom_metadata: expect.objectContaining(custom_metadata) });
}
