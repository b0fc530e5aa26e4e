import { expect, test } from '../../fixtures/index.ts';

const brief = { max_tokens: 8, temperature: 0 };
const question = { role: 'user', content: 'What is a good name for a cat?' } as const;
const house = 'You work for a pet shop in a small town by the sea, where every animal is named after a fish. '.repeat(
  4,
);

test('counts the system message in prompt_tokens', async ({ client, textModel }) => {
  const without = await client.chat.completions.create({ model: textModel, messages: [question], ...brief });
  const messages = [{ role: 'system', content: house } as const, question];
  const given = await client.chat.completions.create({ model: textModel, messages, ...brief });
  expect(given.usage?.prompt_tokens).toBeGreaterThan((without.usage?.prompt_tokens ?? NaN) + 40);
});

test('counts earlier turns in prompt_tokens', async ({ client, textModel }) => {
  const first = await client.chat.completions.create({ model: textModel, messages: [question], ...brief });
  const answer = { role: 'assistant', content: first.choices[0]?.message.content ?? '' } as const;
  const messages = [question, answer, { role: 'user', content: 'And for a dog?' } as const];
  const second = await client.chat.completions.create({ model: textModel, messages, ...brief });
  const said = (first.usage?.total_tokens ?? NaN) - 1;
  expect(second.usage?.prompt_tokens).toBeGreaterThan(said);
});

test('counts one text part like a string in prompt_tokens', async ({ client, textModel }) => {
  const content = [{ type: 'text', text: question.content } as const];
  const parts = await client.chat.completions.create({
    model: textModel,
    messages: [{ role: 'user', content }],
    ...brief,
  });
  const whole = await client.chat.completions.create({ model: textModel, messages: [question], ...brief });
  expect(parts.usage?.prompt_tokens).toBe(whole.usage?.prompt_tokens);
});
