import { expect, test, text } from '../../fixtures/index.ts';

const user = (content: string) => ({ type: 'message', role: 'user', content }) as const;
const bees = user('I keep bees.');
const jars = user('Forty jars a year.');

test.describe('model input of a response in a conversation', () => {
  test('includes the initial items of the conversation', async ({ client, textModel, conversationWith, provider }) => {
    await provider.answers(text('Good.'));
    const { id } = await conversationWith({ items: [bees, jars] });
    await client.responses.create({ model: textModel, conversation: id, input: 'Is that much?' });
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['user: I keep bees.', 'user: Forty jars a year.', 'user: Is that much?']);
  });

  test('includes the input and output of earlier responses', async ({
    client,
    textModel,
    conversationWith,
    provider,
  }) => {
    await provider.answers(text('How many jars?'), text('Good.'));
    const { id } = await conversationWith({});
    await client.responses.create({ model: textModel, conversation: id, input: 'I keep bees.' });
    await client.responses.create({ model: textModel, conversation: id, input: 'Forty a year.' });
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['user: I keep bees.', 'assistant: How many jars?', 'user: Forty a year.']);
  });

  test('includes items added after a response', async ({ client, textModel, conversationWith, provider }) => {
    await provider.answers(text('Hello.'), text('Good.'));
    const { id } = await conversationWith({});
    await client.responses.create({ model: textModel, conversation: id, input: 'Hello.' });
    await client.conversations.items.create(id, { items: [bees] });
    await client.responses.create({ model: textModel, conversation: id, input: 'What do I keep?' });
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['user: Hello.', 'assistant: Hello.', 'user: I keep bees.', 'user: What do I keep?']);
  });

  test('excludes a deleted output message', async ({ client, textModel, conversationWith, provider }) => {
    await provider.answers(text('How many jars?'), text('Good.'));
    const { id } = await conversationWith({});
    await client.responses.create({ model: textModel, conversation: id, input: 'I keep bees.' });
    const { data } = await client.conversations.items.list(id);
    await client.conversations.items.delete(data[0]?.id ?? '', { conversation_id: id });
    await client.responses.create({ model: textModel, conversation: id, input: 'Forty jars a year.' });
    expect((await provider.lastRequest()).messages).toEqual(['user: I keep bees.', 'user: Forty jars a year.']);
  });

  test('excludes a deleted initial item', async ({ client, textModel, conversationWith, provider }) => {
    await provider.answers(text('Good.'));
    const { id } = await conversationWith({ items: [bees, jars] });
    const { data } = await client.conversations.items.list(id, { order: 'asc' });
    await client.conversations.items.delete(data[0]?.id ?? '', { conversation_id: id });
    await client.responses.create({ model: textModel, conversation: id, input: 'Is that much?' });
    expect((await provider.lastRequest()).messages).toEqual(['user: Forty jars a year.', 'user: Is that much?']);
  });
});
