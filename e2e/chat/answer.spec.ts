import { expect, test } from '../../fixtures/index.ts';

const hello = [{ role: 'user', content: 'Say hello.' } as const];
const count = [{ role: 'user', content: 'Count from 1 to 20, with digits.' } as const];

test('returns one assistant choice under the requested model name', async ({ client, textModel }) => {
  const answer = await client.chat.completions.create({
    model: textModel,
    messages: hello,
    max_tokens: 16,
    temperature: 0,
  });
  expect(answer).toMatchObject({
    object: 'chat.completion',
    model: textModel,
    choices: [{ index: 0, message: { role: 'assistant' } }],
  });
  expect(answer.choices).toHaveLength(1);
  expect(answer.choices[0]?.message.content).toMatch(/\w/);
});

test('reports prompt, completion and total tokens in usage', async ({ client, textModel }) => {
  const { usage } = await client.chat.completions.create({
    model: textModel,
    messages: hello,
    max_tokens: 16,
    temperature: 0,
  });
  expect(usage?.prompt_tokens).toBeGreaterThan(0);
  expect(usage?.completion_tokens).toBeGreaterThan(0);
  expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
});

test('stops at max_tokens with finish_reason length', async ({ client, textModel }) => {
  const answer = await client.chat.completions.create({
    model: textModel,
    messages: count,
    max_tokens: 5,
    temperature: 0,
  });
  expect(answer.choices[0]?.finish_reason).toBe('length');
  expect(answer.usage?.completion_tokens).toBe(5);
});

test('stops before a stop sequence', async ({ client, textModel }) => {
  const answer = await client.chat.completions.create({
    model: textModel,
    messages: count,
    max_tokens: 64,
    temperature: 0,
    stop: ['3'],
  });
  expect(answer.choices[0]?.finish_reason).toBe('stop');
  expect(answer.choices[0]?.message.content).not.toContain('3');
});

test('returns as many choices as n', { tag: '@several-choices' }, async ({ client, textModel }) => {
  const ask = { model: textModel, messages: hello, max_tokens: 8, temperature: 1, seed: 1, n: 2 };
  const { choices } = await client.chat.completions.create(ask);
  expect(choices.map(({ index }) => index)).toEqual([0, 1]);
  for (const { message } of choices)
    expect(message).toMatchObject({ role: 'assistant', content: expect.stringMatching(/\w/) });
});

test('returns the logprob of every token', { tag: '@logprobs' }, async ({ client, textModel }) => {
  const ask = { model: textModel, messages: hello, max_tokens: 4, temperature: 0, logprobs: true, top_logprobs: 2 };
  const { choices, usage } = await client.chat.completions.create(ask);
  const tokens = choices[0]?.logprobs?.content ?? [];
  expect(tokens).toHaveLength(usage?.completion_tokens ?? NaN);
  expect(tokens.map(({ token }) => token).join('')).toBe(choices[0]?.message.content);
  for (const { logprob, top_logprobs } of tokens) {
    expect(logprob).toBeLessThanOrEqual(0);
    expect(top_logprobs).toHaveLength(2);
  }
});
