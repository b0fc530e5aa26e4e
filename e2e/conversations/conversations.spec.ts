import { expect, test } from '../../fixtures/index.ts';

test(
  'returns a conversation object with id, created_at and metadata',
  { tag: '@stack' },
  async ({ conversationWith }) => {
    const earlier = await conversationWith({});
    const conversation = await conversationWith({ metadata: { shelf: 'b7' } });
    expect(conversation).toEqual({
      id: expect.stringMatching(/^conv_[0-9a-f]{48}$/),
      object: 'conversation',
      created_at: expect.any(Number),
      metadata: { shelf: 'b7' },
    });
    expect(conversation.created_at).toBeGreaterThanOrEqual(earlier.created_at);
    expect(conversation.created_at, 'in seconds').toBeLessThan(10_000_000_000);
  },
);

test('retrieves a conversation as it was created', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const conversation = await conversationWith({ metadata: { shelf: 'b7' } });
  expect(await client.conversations.retrieve(conversation.id)).toEqual(conversation);
});

test('creates a conversation with initial items', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const { id } = await conversationWith({ items: [{ type: 'message', role: 'user', content: 'One.' }] });
  const { data } = await client.conversations.items.list(id);
  expect(data).toMatchObject([{ type: 'message', role: 'user', id: expect.stringMatching(/^msg_/) }]);
});

test('returns string content as input_text parts', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const { id } = await conversationWith({ items: [{ type: 'message', role: 'user', content: 'One.' }] });
  const { data } = await client.conversations.items.list(id);
  expect(data).toMatchObject([{ content: [{ type: 'input_text', text: 'One.' }] }]);
});

test('replaces metadata on update', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const conversation = await conversationWith({ metadata: { shelf: 'b7' } });
  const updated = await client.conversations.update(conversation.id, { metadata: { room: '12' } });
  expect(updated).toEqual({ ...conversation, metadata: { room: '12' } });
  expect(await client.conversations.retrieve(conversation.id)).toEqual(updated);
});

test('deletes a conversation together with its items', { tag: '@stack' }, async ({ client }) => {
  const { id } = await client.conversations.create({ items: [{ type: 'message', role: 'user', content: 'One.' }] });
  expect(await client.conversations.delete(id)).toEqual({ id, object: 'conversation.deleted', deleted: true });
  const notFound = { status: 404, message: expect.stringContaining(`Conversation '${id}' not found.`) };
  await expect(client.conversations.retrieve(id)).rejects.toMatchObject(notFound);
  await expect(client.conversations.items.list(id)).rejects.toMatchObject(notFound);
});

test('keeps the items of two conversations separate', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const [one, two] = [await conversationWith({}), await conversationWith({})];
  const items = [{ type: 'message', role: 'user', content: 'One.' }] as const;
  const { first_id } = await client.conversations.items.create(one.id, { items: [...items] });
  expect((await client.conversations.items.list(two.id)).data).toEqual([]);
  await expect(client.conversations.items.retrieve(first_id, { conversation_id: two.id })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`'${first_id}' not found in conversation '${two.id}'`),
  });
});
