import { expect, raw, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];

/** A chat completion whose id the provider has given before. */
const completion = (content: string) =>
  raw(
    JSON.stringify({
      id: 'chatcmpl-again',
      object: 'chat.completion',
      created: 1700000000,
      model: 'any',
      choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    }),
    'application/json',
  );

test(
  'gives completions ids of their own when the provider repeats one',
  { tag: '@any-provider' },
  async ({ client, provider, textModel: model }) => {
    await provider.answers(completion('Hello.'), completion('Good day.'));
    const one = await client.chat.completions.create({ model, messages });
    const two = await client.chat.completions.create({ model, messages });
    expect(two.id).not.toBe(one.id);
  },
);

test('creates a conversation for each Idempotency-Key', { tag: '@stack' }, async ({ client }) => {
  const create = (key: string) => client.conversations.create({}, { headers: { 'Idempotency-Key': key } });
  const made = await Promise.all(['one', 'two'].map(create));
  expect(new Set(made.map(({ id }) => id)).size).toBe(2);
  for (const { id } of made) await client.conversations.delete(id);
});

test('deletes a file once when it is deleted twice at once', { tag: '@stack' }, async ({ client }) => {
  const { id } = await client.files.create({ purpose: 'assistants', file: new File(['One.'], 'one.txt') });
  const deletions = await Promise.allSettled([client.files.delete(id), client.files.delete(id)]);
  expect(deletions.some(({ status }) => status === 'fulfilled')).toBe(true);
  await expect(client.files.retrieve(id)).rejects.toMatchObject({ message: expect.stringContaining(id) });
});
