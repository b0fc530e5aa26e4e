import type { ResponseCreateParamsNonStreaming, ResponseOutputItem } from 'openai/resources/responses/responses';
import { expect, test, text } from '../../fixtures/index.ts';

const brief = { input: 'Say hello.', max_output_tokens: 32, temperature: 0 };

const parameters: Partial<ResponseCreateParamsNonStreaming>[] = [
  { truncation: 'auto' },
  { metadata: { shelf: 'b7', room: '' } },
  { prompt_cache_key: 'shelf-b7' },
  { safety_identifier: 'ada' },
  { top_p: 0.5 },
  { parallel_tool_calls: false },
  { max_tool_calls: 3 },
  { store: false },
];

for (const parameter of parameters) {
  test(`returns ${Object.keys(parameter).join()} as requested`, async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...brief, ...parameter });
    expect(response).toMatchObject(parameter);
    expect(response.output).toMatchObject([{ type: 'message' }]);
  });
}

test('returns the default of every parameter that is not set', async ({ client, textModel }) => {
  const response = await client.responses.create({ model: textModel, input: 'Say hello.', max_output_tokens: 32 });
  expect(response).toMatchObject({
    temperature: 1,
    top_p: 1,
    truncation: 'disabled',
    tool_choice: 'auto',
    tools: [],
    parallel_tool_calls: true,
    background: false,
    store: true,
    previous_response_id: null,
    text: { format: { type: 'text' } },
  });
});

test('returns empty metadata when none is set', async ({ client, textModel }) => {
  expect((await client.responses.create({ model: textModel, ...brief })).metadata).toEqual({});
});

test('keeps the default text.format when only text.verbosity is set', async ({ client, textModel }) => {
  const response = await client.responses.create({ model: textModel, ...brief, text: { verbosity: 'low' } });
  expect(response.text).toMatchObject({ verbosity: 'low', format: { type: 'text' } });
});

test('does not carry instructions over with previous_response_id', async ({ client, textModel, provider }) => {
  await provider.answers(text('Hello.').times(2));
  const first = await client.responses.create({ model: textModel, ...brief, instructions: 'Be loud.' });
  const next = await client.responses.create({ model: textModel, ...brief, previous_response_id: first.id });
  expect(next.instructions).toBeNull();
  const { messages } = await provider.lastRequest();
  expect(messages).toEqual(['user: Say hello.', 'assistant: Hello.', 'user: Say hello.']);
});

test.describe('logprobs', { tag: '@logprobs' }, () => {
  test('are returned for each token when included', async ({ client, textModel }) => {
    const include = ['message.output_text.logprobs' as const];
    const response = await client.responses.create({ model: textModel, ...brief, include });
    const logprobs = logprobsIn(response.output);
    expect(logprobs.length).toBeGreaterThan(1);
    expect(logprobs.every(({ logprob }) => logprob <= 0)).toBe(true);
    expect(logprobs.map(({ token }) => token).join('')).toContain(response.output_text.trim());
  });

  test('are returned with top_logprobs alternatives per token', async ({ client, textModel }) => {
    const include = ['message.output_text.logprobs' as const];
    const response = await client.responses.create({ model: textModel, ...brief, include, top_logprobs: 2 });
    const counts = logprobsIn(response.output).map(({ top_logprobs }) => top_logprobs?.length);
    expect(response.top_logprobs).toBe(2);
    expect(new Set(counts)).toEqual(new Set([2]));
  });

  test('are omitted when not included', async ({ client, textModel }) => {
    expect(logprobsIn((await client.responses.create({ model: textModel, ...brief })).output)).toEqual([]);
  });
});

function logprobsIn(output: readonly ResponseOutputItem[]) {
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  return parts.flatMap((part) => (part.type === 'output_text' ? (part.logprobs ?? []) : []));
}
