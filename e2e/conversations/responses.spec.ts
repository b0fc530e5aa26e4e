import { everythingOf, expect, status, test, text } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 32, temperature: 0 };
const hello = { ...brief, input: 'Say hello.' };
const again = { ...brief, input: 'And once more, please.' };

test('adds the input and output of a response to the conversation', async ({ client, textModel, conversationWith }) => {
  const { id } = await conversationWith({});
  const { output } = await client.responses.create({ model: textModel, conversation: id, ...hello });
  const { data } = await client.conversations.items.list(id, { order: 'asc' });
  expect(data).toMatchObject([
    { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Say hello.' }] },
    ...output,
  ]);
});

test('returns the conversation id in the response', async ({ client, textModel, conversationWith, provider }) => {
  await provider.answers(text('Hello.'));
  const { id } = await conversationWith({});
  const response = await client.responses.create({ model: textModel, conversation: id, ...hello });
  expect(response).toMatchObject({ conversation: { id } });
});

test('sends earlier turns of the conversation to the model', async ({ client, textModel, conversationWith }) => {
  const { id } = await conversationWith({});
  const first = await client.responses.create({ model: textModel, conversation: id, ...hello });
  const second = await client.responses.create({ model: textModel, conversation: id, ...again });
  expect(second.usage?.input_tokens).toBeGreaterThan((first.usage?.total_tokens ?? NaN) - 1);
});

test('appends the items of a later turn after all earlier items', async ({
  client,
  textModel,
  conversationWith,
  provider,
}) => {
  await provider.answers(text('Buzz.').times(2));
  const { id } = await conversationWith({});
  const page = { order: 'asc', limit: 100 } as const;
  const items = async () => (await client.conversations.items.list(id, page)).data;
  const input = Array.from({ length: 18 }, (_, at) => ({ role: 'user', content: `Bee ${at}.` }) as const);
  await client.responses.create({ model: textModel, conversation: id, ...brief, input });
  const before = await items();
  await client.responses.create({ model: textModel, conversation: id, ...again });
  const after = await items();
  expect(after.slice(0, 19)).toEqual(before);
  expect(after.slice(19)).toMatchObject([{ role: 'user' }, { role: 'assistant' }]);
});

test('sends the initial items of the conversation to the model', async ({ client, textModel, conversationWith }) => {
  const content = 'I keep bees on the roof, and they make forty jars of honey each summer. '.repeat(3);
  const { id } = await conversationWith({ items: [{ type: 'message', role: 'user', content }] });
  const without = await client.responses.create({ model: textModel, ...hello });
  const within = await client.responses.create({ model: textModel, conversation: id, ...hello });
  expect(within.usage?.input_tokens).toBeGreaterThan((without.usage?.input_tokens ?? NaN) + 40);
});

test("leaves a deleted item out of the model's context", async ({ client, textModel, conversationWith }) => {
  const { id } = await conversationWith({ items: [{ type: 'message', role: 'user', content: 'I keep bees.' }] });
  const [item] = (await client.conversations.items.list(id)).data;
  await client.conversations.items.delete(item?.id ?? '', { conversation_id: id });
  const without = await client.responses.create({ model: textModel, ...hello });
  const within = await client.responses.create({ model: textModel, conversation: id, ...hello });
  expect(within.usage?.input_tokens).toBe(without.usage?.input_tokens);
});

test('adds the output of a streamed response to the conversation', async ({ client, textModel, conversationWith }) => {
  const { id } = await conversationWith({});
  const events = await everythingOf(
    await client.responses.create({ model: textModel, conversation: id, stream: true, ...hello }),
  );
  expect(events).toBeResponseStream();
  const last = events.at(-1);
  if (!last || !('response' in last)) throw new Error(`The stream ended with ${JSON.stringify(last)}.`);
  const { data } = await client.conversations.items.list(id, { order: 'asc' });
  expect(data.slice(1)).toMatchObject([...last.response.output]);
  expect(data).toHaveLength(1 + last.response.output.length);
});

test(
  'adds function_call and function_call_output to the conversation',
  { tag: '@tools' },
  async ({ client, textModel, conversationWith }) => {
    const { id } = await conversationWith({});
    const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const tools = [{ type: 'function', name: 'get_weather', description: 'Now.', strict: true, parameters } as const];
    const ask = { model: textModel, conversation: id, tools, ...brief };
    const bees = Array.from({ length: 16 }, (_, at) => `Bee ${at}.`);
    const texts = [...bees, 'What is the weather in Paris? Use the tool.'];
    const input = texts.map((content) => ({ role: 'user', content }) as const);
    const { output } = await client.responses.create({ ...ask, input });
    const [call] = output.filter((item) => item.type === 'function_call');
    const result = { type: 'function_call_output', call_id: call?.call_id ?? '', output: '21 degrees' } as const;
    await client.responses.create({ ...ask, input: [result] });
    const { data } = await client.conversations.items.list(id, { order: 'asc', limit: 100 });
    const messages = texts.map(() => 'message');
    expect(data.map(({ type }) => type)).toEqual([...messages, 'function_call', 'function_call_output', 'message']);
    expect(data.slice(texts.length, -1)).toMatchObject([{ ...call }, result]);
  },
);

test('adds no items to the conversation when the response fails', async ({
  client,
  textModel,
  conversationWith,
  provider,
}) => {
  await provider.answers(
    status(400, { json: { error: { message: 'The model is out.', type: 'invalid_request_error' } } }),
  );
  const { id } = await conversationWith({});
  const request = client.responses.create({ model: textModel, conversation: id, ...hello });
  await expect(request).rejects.toThrow('The model is out.');
  expect((await client.conversations.items.list(id)).data).toEqual([]);
});
