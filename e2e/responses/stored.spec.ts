import { expect, test } from '../../fixtures/index.ts';

const brief = { input: 'Say hello.', max_output_tokens: 32, temperature: 0 };

test('retrieves a response as created', async ({ client, textModel }) => {
  const response = await client.responses.create({ model: textModel, ...brief });
  expect(await client.responses.retrieve(response.id)).toEqual(response);
});

test('lists the input items of a response', async ({ client, textModel }) => {
  const { id } = await client.responses.create({ model: textModel, ...brief });
  const { data } = await client.responses.inputItems.list(id);
  expect(data).toMatchObject([
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say hello.' }] },
  ]);
});

test('deletes a response', async ({ client, textModel }) => {
  const { id } = await client.responses.create({ model: textModel, ...brief });
  expect(await client.delete(`/responses/${id}`)).toMatchObject({ id, deleted: true });
  await expect(client.responses.retrieve(id)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(id),
  });
});

test('does not store a response with store: false', async ({ client, textModel }) => {
  const { id } = await client.responses.create({ model: textModel, ...brief, store: false });
  await expect(client.responses.retrieve(id)).rejects.toMatchObject({
    status: 404,
    message: expect.stringMatching(new RegExp(`${id}.* not found`)),
  });
});

test('can be continued with previous_response_id', async ({ client, textModel }) => {
  const first = await client.responses.create({ model: textModel, ...brief });
  const ask = { model: textModel, ...brief, input: 'And once more, please.', previous_response_id: first.id };
  const second = await client.responses.create(ask);
  expect(second.usage?.input_tokens).toBeGreaterThan((first.usage?.total_tokens ?? NaN) - 1);
});

test('returns previous_response_id', async ({ client, textModel }) => {
  const { id } = await client.responses.create({ model: textModel, ...brief });
  const next = await client.responses.create({ model: textModel, ...brief, previous_response_id: id });
  expect(next).toMatchObject({ previous_response_id: id });
});

test('can be continued over a chain of previous_response_id', async ({ client, textModel }) => {
  const first = await client.responses.create({ model: textModel, ...brief });
  const second = await client.responses.create({ model: textModel, ...brief, previous_response_id: first.id });
  const third = await client.responses.create({ model: textModel, ...brief, previous_response_id: second.id });
  const { data } = await client.responses.inputItems.list(third.id);
  expect(data.filter((item) => 'role' in item && item.role === 'user')).toHaveLength(3);
});
