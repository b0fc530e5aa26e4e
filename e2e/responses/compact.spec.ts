import { expect, test } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 32, temperature: 0 };
const conversation = [
  { role: 'user', content: 'My name is Ada.' },
  { role: 'assistant', content: 'Hello Ada.' },
  { role: 'user', content: 'I keep bees.' },
] as const;

test.describe('compaction', { tag: '@tools' }, () => {
  test('keeps user messages and appends a compaction item with the summary', async ({ client, textModel }) => {
    const compacted = await client.responses.compact({ model: textModel, input: [...conversation] });
    expect(compacted).toMatchObject({ object: 'response.compaction', id: expect.stringMatching(/^resp_/) });
    expect(compacted.output).toMatchObject([
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'My name is Ada.' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'I keep bees.' }] },
      { type: 'compaction', encrypted_content: expect.stringMatching(/summary[^]*\nAda keeps bees\.$/) },
    ]);
  });

  test('reports the tokens of the summary in usage', async ({ client, textModel }) => {
    const { usage } = await client.responses.compact({ model: textModel, input: [...conversation] });
    expect(usage).toMatchObject({ input_tokens: 120, output_tokens: 4, total_tokens: 124 });
  });

  test('compacts the response given by previous_response_id', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, input: 'Say hello.', ...brief });
    const { output } = await client.responses.compact({ model: textModel, previous_response_id: id });
    expect(output.map(({ type }) => type)).toEqual(['message', 'compaction']);
    expect(output[0]).toMatchObject({ content: [{ text: 'Say hello.' }] });
  });

  test('can be continued by previous_response_id or by its output items', async ({ client, textModel }) => {
    const { id, output } = await client.responses.compact({ model: textModel, input: [...conversation] });
    const next = { role: 'user', content: 'Say hello.' } as const;
    const byId = await client.responses.create({ model: textModel, previous_response_id: id, input: [next], ...brief });
    const items = output.filter((item) => item.type === 'compaction' || item.type === 'message');
    const byItems = await client.post('/responses', { body: { model: textModel, input: [...items, next], ...brief } });
    expect(byItems).toMatchObject({ usage: { input_tokens: byId.usage?.input_tokens } });
    expect(byId.usage?.input_tokens).toBeGreaterThan(40);
  });

  test('is applied by context_management above compact_threshold', async ({ client, textModel }) => {
    const first = await client.responses.create({ model: textModel, input: 'Say hello.', ...brief });
    const next = {
      model: textModel,
      previous_response_id: first.id,
      input: 'Is seven a prime number? Think first.',
      ...brief,
    };
    const context_management = [{ type: 'compaction', compact_threshold: 5 }];
    const compacted = await client.responses.create({ ...next, context_management });
    const whole = await client.responses.create(next);
    expect(compacted.output).toMatchObject([{ type: 'message' }]);
    expect(compacted.usage?.input_tokens).not.toBe(whole.usage?.input_tokens);
  });

  test('is not applied by context_management below compact_threshold', async ({ client, textModel }) => {
    const first = await client.responses.create({ model: textModel, input: 'Say hello.', ...brief });
    const next = {
      model: textModel,
      previous_response_id: first.id,
      input: 'Is seven a prime number? Think first.',
      ...brief,
    };
    const context_management = [{ type: 'compaction', compact_threshold: 5000 }];
    const kept = await client.responses.create({ ...next, context_management });
    const whole = await client.responses.create(next);
    expect(kept.usage?.input_tokens).toBe(whole.usage?.input_tokens);
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
