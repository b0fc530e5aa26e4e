import { everythingOf, expect, test } from '../../fixtures/index.ts';

test('lists the models of the setup', async ({ client, textModel, embeddingModel }) => {
  const models = await everythingOf(client.models.list());
  expect(models.map(({ id }) => id)).toEqual(expect.arrayContaining([textModel, embeddingModel.id]));
  expect(new Set(models.map(({ object }) => object))).toEqual(new Set(['model']));
});

test('looks a model up by the id that the list gives', async ({ client, textModel }) => {
  expect(await client.models.retrieve(textModel)).toMatchObject({ id: textModel, object: 'model' });
});

test('does not know a model that no provider has', async ({ client }) => {
  await expect(client.models.retrieve('nobody/nothing')).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nobody/nothing' not found"),
  });
});
