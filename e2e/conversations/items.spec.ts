import type { ResponseInputItem } from 'openai/resources/responses/responses';
import { expect, test } from '../../fixtures/index.ts';

const user = (text: string): ResponseInputItem => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const texts = (items: readonly unknown[]) => items.map((item) => /"text":"([^"]*)"/.exec(JSON.stringify(item))?.[1]);

test(
  'returns added items in order, with first_id, last_id and has_more',
  { tag: '@stack' },
  async ({ client, conversationWith }) => {
    const { id } = await conversationWith({});
    const added = await client.conversations.items.create(id, { items: [user('One.'), user('Two.')] });
    expect(texts(added.data)).toEqual(['One.', 'Two.']);
    expect(added).toMatchObject({
      object: 'list',
      first_id: added.data[0]?.id,
      last_id: added.data[1]?.id,
      has_more: false,
    });
    expect(added.first_id).not.toBe(added.last_id);
  },
);

test(
  'stores function_call and function_call_output items unchanged',
  { tag: '@stack' },
  async ({ client, conversationWith }) => {
    const { id } = await conversationWith({});
    const call = { type: 'function_call', call_id: 'call_1', name: 'now', arguments: '{"zone": "UTC"}' } as const;
    const result = { type: 'function_call_output', call_id: 'call_1', output: 'noon' } as const;
    await client.conversations.items.create(id, { items: [call, result] });
    const { data } = await client.conversations.items.list(id, { order: 'asc' });
    expect(data).toMatchObject([call, result]);
  },
);

test(
  'lists items newest first by default, oldest first with order=asc',
  { tag: '@stack' },
  async ({ client, conversationWith }) => {
    const { id } = await conversationWith({});
    const together = ['One.', 'Two.', 'Three.', 'Four.', 'Five.'];
    await client.conversations.items.create(id, { items: together.map(user) });
    await client.conversations.items.create(id, { items: [user('Six.')] });
    const inOrder = [...together, 'Six.'];
    expect(texts((await client.conversations.items.list(id)).data)).toEqual(inOrder.toReversed());
    expect(texts((await client.conversations.items.list(id, { order: 'asc' })).data)).toEqual(inOrder);
  },
);

test('paginates items with last_id and has_more', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const { id } = await conversationWith({});
  const added = await client.conversations.items.create(id, { items: [user('One.'), user('Two.'), user('Three.')] });
  const first = await client.conversations.items.list(id, { order: 'asc', limit: 2 });
  expect(texts(first.data)).toEqual(['One.', 'Two.']);
  expect(first).toMatchObject({ last_id: added.data[1]?.id, has_more: true });
  const second = await first.getNextPage();
  expect(texts(second.data)).toEqual(['Three.']);
  expect(second).toMatchObject({ last_id: added.last_id, has_more: false });
});

test('retrieves an item as it was added', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const { id } = await conversationWith({});
  const { data } = await client.conversations.items.create(id, { items: [user('One.')] });
  const [item] = data;
  expect(await client.conversations.items.retrieve(item?.id ?? '', { conversation_id: id })).toEqual(item);
});

test('deletes one item and keeps the others', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const conversation = await conversationWith({ metadata: { shelf: 'b7' } });
  const at = { conversation_id: conversation.id };
  const { first_id, data } = await client.conversations.items.create(at.conversation_id, {
    items: [user('One.'), user('Two.')],
  });
  expect(await client.conversations.items.delete(first_id, at)).toEqual(conversation);
  expect((await client.conversations.items.list(conversation.id)).data).toEqual(data.slice(1));
  const notFound = { status: 404, message: expect.stringContaining(`Conversation item '${first_id}' not found`) };
  await expect(client.conversations.items.retrieve(first_id, at)).rejects.toMatchObject(notFound);
  await expect(client.conversations.items.delete(first_id, at)).rejects.toMatchObject(notFound);
});

test('assigns new ids to items that bring their own', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const { id } = await conversationWith({});
  const withOwnId = { ...user('One.'), id: 'msg_mine' };
  const one = await client.conversations.items.create(id, { items: [withOwnId] });
  const two = await client.conversations.items.create(id, { items: [withOwnId] });
  for (const { first_id } of [one, two]) expect(first_id).toMatch(/^msg_[0-9a-f]{48}$/);
  expect(one.first_id).not.toBe(two.first_id);
});
