import type OpenAI from 'openai';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];
const brief = { messages, max_tokens: 8, temperature: 0 };

test('keeps an answer as it was given, with the messages that led to it', async ({ client, textModel }) => {
  const { id, model, choices } = await client.chat.completions.create({ model: textModel, ...brief });
  const stored = await keptAnswer(client, textModel, id);
  expect(stored).toMatchObject({ id, model, object: 'chat.completion', input_messages: messages });
  expect(stored.choices.map(({ message }) => message.content)).toEqual(choices.map(({ message }) => message.content));
});

test('keeps a streamed answer as the whole of its pieces', async ({ client, textModel }) => {
  const chunks = await everythingOf(await client.chat.completions.create({ model: textModel, ...brief, stream: true }));
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  const stored = await keptAnswer(client, textModel, chunks[0]?.id ?? '');
  expect(stored.choices[0]?.message.content).toBe(text);
});

test('lists what it keeps', async ({ client, textModel }) => {
  const { id } = await client.chat.completions.create({ model: textModel, ...brief });
  await expect.poll(() => newest(client, textModel)).toContain(id);
});

test('lists the messages of an answer', async ({ client, textModel }) => {
  const { id } = await client.chat.completions.create({ model: textModel, ...brief });
  await keptAnswer(client, textModel, id);
  const { data } = await client.chat.completions.messages.list(id);
  expect(data[0]).toMatchObject({ role: 'user', content: 'Say hello.' });
});

test('keeps the usage of an answer', async ({ client, textModel }) => {
  const { id, usage } = await client.chat.completions.create({ model: textModel, ...brief });
  expect(await keptAnswer(client, textModel, id)).toMatchObject({ usage: { total_tokens: usage?.total_tokens } });
});

test('answers 404 for an answer that it does not keep', async ({ client }) => {
  await expect(client.chat.completions.retrieve('chatcmpl-unknown')).rejects.toMatchObject({ status: 404 });
});

/** The stored answer, as soon as there is one: the stack writes it in the background. */
async function keptAnswer(client: OpenAI, model: string, id: string) {
  await expect.poll(() => newest(client, model)).toContain(id);
  return client.chat.completions.retrieve(id);
}

async function newest(client: OpenAI, model: string): Promise<string[]> {
  const { data } = await client.chat.completions.list({ model, limit: 100 });
  return data.map(({ id }) => id);
}
