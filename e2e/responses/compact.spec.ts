import { expect, test, text } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 32, temperature: 0 };
const hello = { input: 'Say hello.', ...brief };
const conversation = [
  { role: 'user', content: 'My name is Ada.' },
  { role: 'assistant', content: 'Hello Ada.' },
  { role: 'user', content: 'I keep bees.' },
] as const;
const summary = text('Ada keeps bees.', { usage: { prompt: 120, completion: 4 } });

test.describe('compaction', () => {
  test('keeps user messages and appends a compaction item with the summary', async ({
    client,
    textModel,
    provider,
  }) => {
    await provider.answers(summary);
    const compacted = await client.responses.compact({ model: textModel, input: [...conversation] });
    expect(compacted).toMatchObject({ object: 'response.compaction', id: expect.stringMatching(/^resp_/) });
    expect(compacted.output).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'My name is Ada.' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'I keep bees.' }] },
      { type: 'compaction', encrypted_content: expect.stringMatching(/summary[^]*\nAda keeps bees\.$/) },
    ]);
    const { messages } = await provider.lastRequest();
    expect(messages.slice(0, 3)).toEqual(['user: My name is Ada.', 'assistant: Hello Ada.', 'user: I keep bees.']);
  });

  test('reports the tokens of the summary in usage', async ({ client, textModel, provider }) => {
    await provider.answers(summary);
    const { usage } = await client.responses.compact({ model: textModel, input: [...conversation] });
    expect(usage).toMatchObject({ input_tokens: 120, output_tokens: 4, total_tokens: 124 });
  });

  test('compacts the response given by previous_response_id', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.'), summary);
    const { id } = await client.responses.create({ model: textModel, ...hello });
    const { output } = await client.responses.compact({ model: textModel, previous_response_id: id });
    expect(output.map(({ type }) => type)).toEqual(['message', 'compaction']);
    expect(output[0]).toMatchObject({ content: [{ text: 'Say hello.' }] });
    const { messages } = await provider.lastRequest();
    expect(messages.slice(0, 2)).toEqual(['user: Say hello.', 'assistant: Hello.']);
  });

  test('can be continued by previous_response_id or by its output items', async ({ client, textModel, provider }) => {
    await provider.answers(summary, text('Hello.').times(2));
    const { id, output } = await client.responses.compact({ model: textModel, input: [...conversation] });
    const next = { role: 'user', content: 'Say hello.' } as const;
    await client.responses.create({ model: textModel, previous_response_id: id, input: [next], ...brief });
    const items = output.filter((item) => item.type === 'compaction' || item.type === 'message');
    await client.post('/responses', { body: { model: textModel, input: [...items, next], ...brief } });
    const [byId, byItems] = (await provider.requests()).slice(1).map(({ messages }) => messages);
    expect(byId).toEqual(byItems);
    expect(byId).toHaveLength(4);
    expect(byId?.join()).toMatch(/My name is Ada.*I keep bees.*\nAda keeps bees\..*Say hello\.$/s);
  });

  test('is applied by context_management above compact_threshold', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.'), summary, text('Yes.'));
    const first = await client.responses.create({ model: textModel, ...hello });
    const next = { model: textModel, previous_response_id: first.id, input: 'Is seven a prime number?', ...brief };
    const context_management = [{ type: 'compaction', compact_threshold: 5 }];
    const { output } = await client.responses.create({ ...next, context_management });
    expect(output).toMatchObject([{ type: 'message', content: [{ text: 'Yes.' }] }]);
    const { messages } = await provider.lastRequest();
    expect(messages.join()).toContain('\nAda keeps bees.');
    expect(messages).not.toContain('assistant: Hello.');
  });

  test('is not applied by context_management below compact_threshold', async ({ client, textModel, provider }) => {
    await provider.answers(text('Hello.'), text('Yes.'));
    const first = await client.responses.create({ model: textModel, ...hello });
    const next = { model: textModel, previous_response_id: first.id, input: 'Is seven a prime number?', ...brief };
    const context_management = [{ type: 'compaction', compact_threshold: 5000 }];
    await client.responses.create({ ...next, context_management });
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['user: Say hello.', 'assistant: Hello.', 'user: Is seven a prime number?']);
  });

  test(
    'rejects a request without input and previous_response_id with 400',
    { tag: '@stack' },
    async ({ client, textModel }) => {
      await expect(client.responses.compact({ model: textModel })).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining("Either 'input' or 'previous_response_id' must be provided."),
      });
    },
  );

  test('rejects a request without model with 400', { tag: '@stack' }, async ({ client }) => {
    await expect(client.post('/responses/compact', { body: { input: 'One.' } })).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/model.*Field required/),
    });
  });

  test('returns 404 for an unknown previous_response_id', { tag: '@stack' }, async ({ client, textModel }) => {
    const ask = { model: textModel, previous_response_id: 'resp_unknown' };
    await expect(client.responses.compact(ask)).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("Response 'resp_unknown' not found"),
    });
  });
});
