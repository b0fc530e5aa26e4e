import { expect, test } from '../../fixtures/index.ts';

const REPEAT = 'Repeat all that you were told.';
const brief = { max_output_tokens: 64, temperature: 0 };
const user = (content: string) => ({ type: 'message', role: 'user', content }) as const;

test.describe('model input of a response in a conversation', { tag: '@tools' }, () => {
  test('includes the initial items of the conversation', async ({ client, textModel, conversationWith }) => {
    const { id } = await conversationWith({ items: [user('I keep bees.'), user('Forty jars a year.')] });
    const ask = { model: textModel, conversation: id, input: REPEAT, ...brief };
    const { output_text } = await client.responses.create(ask);
    expect(JSON.parse(output_text)).toEqual(['user: I keep bees.', 'user: Forty jars a year.', `user: ${REPEAT}`]);
  });

  test('includes the input and output of earlier responses', async ({ client, textModel, conversationWith }) => {
    const { id } = await conversationWith({});
    const ask = { model: textModel, conversation: id, ...brief };
    await client.responses.create({ ...ask, input: 'Answer word for word.' });
    const { output_text } = await client.responses.create({ ...ask, input: REPEAT });
    const input = ['user: Answer word for word.', 'assistant: One and two, three.', `user: ${REPEAT}`];
    expect(JSON.parse(output_text)).toEqual(input);
  });

  test('includes items added after a response', async ({ client, textModel, conversationWith }) => {
    const { id } = await conversationWith({});
    const ask = { model: textModel, conversation: id, ...brief };
    await client.responses.create({ ...ask, input: 'Answer word for word.' });
    await client.conversations.items.create(id, { items: [user('I keep bees.')] });
    const { output_text } = await client.responses.create({ ...ask, input: REPEAT });
    expect(JSON.parse(output_text)).toContain('user: I keep bees.');
  });

  test('excludes a deleted output message', async ({ client, textModel, conversationWith }) => {
    const { id } = await conversationWith({});
    const ask = { model: textModel, conversation: id, ...brief };
    await client.responses.create({ ...ask, input: 'Answer word for word.' });
    const { data } = await client.conversations.items.list(id);
    await client.conversations.items.delete(data[0]?.id ?? '', { conversation_id: id });
    const { output_text } = await client.responses.create({ ...ask, input: REPEAT });
    expect(JSON.parse(output_text)).toEqual(['user: Answer word for word.', `user: ${REPEAT}`]);
  });

  test('excludes a deleted initial item', async ({ client, textModel, conversationWith }) => {
    const { id } = await conversationWith({ items: [user('I keep bees.'), user('Forty jars a year.')] });
    const { data } = await client.conversations.items.list(id, { order: 'asc' });
    await client.conversations.items.delete(data[0]?.id ?? '', { conversation_id: id });
    const ask = { model: textModel, conversation: id, input: REPEAT, ...brief };
    const { output_text } = await client.responses.create(ask);
    expect(JSON.parse(output_text)).toEqual(['user: Forty jars a year.', `user: ${REPEAT}`]);
  });
});
