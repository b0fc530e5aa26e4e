import { everythingOf, expect, test } from '../../fixtures/index.ts';

test(
  'lists the configured text and embedding models',
  { tag: '@stack' },
  async ({ client, textModel, embeddingModel }) => {
    const models = await everythingOf(client.models.list());
    expect(models.map(({ id }) => id)).toEqual(expect.arrayContaining([textModel, embeddingModel.id]));
    expect(new Set(models.map(({ object }) => object))).toEqual(new Set(['model']));
  },
);

test('retrieves a model by its listed id', { tag: '@stack' }, async ({ client, textModel }) => {
  expect(await client.models.retrieve(textModel)).toMatchObject({ id: textModel, object: 'model' });
});

test('answers 404 for an unknown model', { tag: '@stack' }, async ({ client }) => {
  await expect(client.models.retrieve('nobody/nothing')).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nobody/nothing' not found"),
  });
});
