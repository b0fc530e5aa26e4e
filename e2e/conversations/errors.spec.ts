import { expect, test, text } from '../../fixtures/index.ts';

const UNKNOWN = `conv_${'a'.repeat(48)}`;
const brief = { input: 'Say hello.', max_output_tokens: 16, temperature: 0 };
const notFound = { status: 404, message: expect.stringContaining(`Conversation '${UNKNOWN}' not found.`) };

test('answers 404 for an unknown conversation', { tag: '@stack' }, async ({ client }) => {
  await expect(client.conversations.retrieve(UNKNOWN)).rejects.toMatchObject(notFound);
  await expect(client.conversations.delete(UNKNOWN)).rejects.toMatchObject(notFound);
  await expect(client.conversations.update(UNKNOWN, { metadata: {} })).rejects.toMatchObject(notFound);
  await expect(client.conversations.items.create(UNKNOWN, { items: [] })).rejects.toMatchObject(notFound);
});

test('returns an OpenAI error object for an unknown conversation', { tag: '@stack' }, async ({ client }) => {
  await expect(client.conversations.retrieve(UNKNOWN)).rejects.toMatchObject({
    error: { message: `Conversation '${UNKNOWN}' not found.` },
  });
});

test('rejects a malformed conversation id with 400', { tag: '@stack' }, async ({ client }) => {
  await expect(client.conversations.retrieve('nothing')).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("must match format 'conv_' followed by 48 lowercase hex characters."),
  });
});

test('rejects more than 20 items in one request with 400', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const { id } = await conversationWith({});
  const items = Array.from({ length: 21 }, () => ({ type: 'message', role: 'user', content: 'One.' }) as const);
  await expect(client.conversations.items.create(id, { items })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('List should have at most 20 items'),
  });
  expect((await client.conversations.items.list(id)).data).toEqual([]);
});

test('rejects an unknown item type with 400', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const { id } = await conversationWith({});
  const request = client.post(`/conversations/${id}/items`, { body: { items: [{ type: 'nothing' }] } });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("Input tag 'nothing' found using 'type' does not match any of the expected tags"),
  });
});

test(
  'answers 404 when listing items after an unknown item',
  { tag: '@stack' },
  async ({ client, conversationWith }) => {
    const { id } = await conversationWith({});
    await expect(client.conversations.items.list(id, { after: 'msg_unknown' })).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining(`Conversation item 'msg_unknown' not found in conversation '${id}'`),
    });
  },
);

test('rejects a limit of 0 items with 400', { tag: '@stack' }, async ({ client, conversationWith }) => {
  const { id } = await conversationWith({});
  await expect(client.conversations.items.list(id, { limit: 0 })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('limit'),
  });
});

test(
  'answers 404 to POST /v1/responses in an unknown conversation',
  { tag: '@stack' },
  async ({ client, textModel }) => {
    const request = client.responses.create({ model: textModel, conversation: UNKNOWN, ...brief });
    await expect(request).rejects.toMatchObject(notFound);
  },
);

test(
  'rejects a malformed conversation in POST /v1/responses with 400',
  { tag: '@stack' },
  async ({ client, textModel }) => {
    const request = client.responses.create({ model: textModel, conversation: 'nothing', ...brief });
    await expect(request).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Invalid value for 'conversation': nothing."),
    });
  },
);

test(
  'rejects previous_response_id together with conversation with 400',
  { tag: '@stack' },
  async ({ client, textModel, conversationWith }) => {
    const { id } = await conversationWith({});
    const both = { conversation: id, previous_response_id: 'resp_unknown' };
    await expect(client.responses.create({ model: textModel, ...both, ...brief })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('previous_response_id and conversation are both provided'),
    });
  },
);

test('accepts conversation as an object in POST /v1/responses', async ({
  client,
  textModel,
  conversationWith,
  provider,
}) => {
  await provider.answers(text('Hello.'));
  const { id } = await conversationWith({});
  const response = await client.responses.create({ model: textModel, conversation: { id }, ...brief });
  expect(response).toMatchObject({ conversation: { id } });
});
