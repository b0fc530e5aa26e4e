import { expect, test } from '../../fixtures/index.ts';

const brief = { input: 'Say hello.', max_output_tokens: 64, temperature: 0 };

test('returns one assistant message', async ({ client, textModel }) => {
  const response = await client.responses.create({ model: textModel, ...brief });
  expect(response).toMatchObject({
    object: 'response',
    id: expect.stringMatching(/^resp_/),
    model: textModel,
    error: null,
  });
  expect(response.output).toMatchObject([
    { type: 'message', role: 'assistant', content: [{ type: 'output_text', annotations: [] }] },
  ]);
  expect(response.output_text).toMatch(/\w/);
});

test('reports input, output and total tokens in usage', async ({ client, textModel }) => {
  const { usage } = await client.responses.create({ model: textModel, ...brief });
  expect(usage?.input_tokens).toBeGreaterThan(0);
  expect(usage?.output_tokens).toBeGreaterThan(0);
  expect(usage?.total_tokens).toBe((usage?.input_tokens ?? NaN) + (usage?.output_tokens ?? NaN));
});

test('returns the parameters that were set', async ({ client, textModel }) => {
  const instructions = 'Answer in one word.';
  const response = await client.responses.create({
    model: textModel,
    ...brief,
    instructions,
    metadata: { shelf: 'b7' },
  });
  expect(response).toMatchObject({ instructions, max_output_tokens: 64, temperature: 0, metadata: { shelf: 'b7' } });
});

test('counts instructions in usage.input_tokens', async ({ client, textModel }) => {
  const instructions =
    'You work for a pet shop in a small town by the sea, where animals are named after fish. '.repeat(4);
  const without = await client.responses.create({ model: textModel, ...brief });
  const given = await client.responses.create({ model: textModel, ...brief, instructions });
  expect(given.usage?.input_tokens).toBeGreaterThan((without.usage?.input_tokens ?? NaN) + 40);
});

test('stops at max_output_tokens with status incomplete', async ({ client, textModel }) => {
  const input = 'Say hello in five languages.';
  const response = await client.responses.create({ model: textModel, ...brief, input, max_output_tokens: 16 });
  expect(response).toMatchObject({ status: 'incomplete', usage: { output_tokens: 16 } });
});

test('returns incomplete_details.reason max_output_tokens', async ({ client, textModel }) => {
  const input = 'Say hello in five languages.';
  const response = await client.responses.create({ model: textModel, ...brief, input, max_output_tokens: 16 });
  expect(response).toMatchObject({ incomplete_details: { reason: 'max_output_tokens' } });
});
