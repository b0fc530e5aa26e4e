import { APIError, type OpenAI } from 'openai';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];
const brief = { messages, max_tokens: 8, temperature: 0 };

test('keeps an answer as it was given, with the messages that led to it', async ({ client, textModel }) => {
  const { id, model, choices } = await client.chat.completions.create({ model: textModel, ...brief });
  const content = choices.map(({ message }) => ({ message: { content: message.content } }));
  await expect
    .poll(() => kept(client, id))
    .toMatchObject({ id, model, object: 'chat.completion', choices: content, input_messages: messages });
});

test('keeps a streamed answer as the whole of its pieces', async ({ client, textModel }) => {
  const chunks = await everythingOf(await client.chat.completions.create({ model: textModel, ...brief, stream: true }));
  const content = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  const id = chunks[0]?.id ?? '';
  await expect.poll(() => kept(client, id)).toMatchObject({ id, choices: [{ message: { content } }] });
});

test('lists what it keeps', async ({ client, textModel }) => {
  const { id } = await client.chat.completions.create({ model: textModel, ...brief });
  await expect.poll(() => listed(client, textModel)).toContain(id);
});

test('lists the messages of an answer', async ({ client, textModel }) => {
  const { id } = await client.chat.completions.create({ model: textModel, ...brief });
  await expect.poll(() => kept(client, id)).toMatchObject({ id, input_messages: messages });
  const { data } = await client.chat.completions.messages.list(id);
  expect(data[0]).toMatchObject({ ...messages[0], id: `${id}-0` });
});

test('keeps the usage of an answer', async ({ client, textModel }) => {
  const { id, usage } = await client.chat.completions.create({ model: textModel, ...brief });
  await expect.poll(() => kept(client, id)).toMatchObject({ id });
  expect(await kept(client, id)).toMatchObject({ usage: { total_tokens: usage?.total_tokens } });
});

test('answers 404 for an answer that it does not keep', async ({ client }) => {
  await expect(client.chat.completions.retrieve('chatcmpl-unknown')).rejects.toMatchObject({ status: 404 });
});

/**
 * The stored answer, or what the stack says instead. It is written in the background, and over an older one of the same
 * id: Ollama's ids go from 0 to 999.
 */
function kept(client: OpenAI, id: string): Promise<OpenAI.ChatCompletion | { status: unknown }> {
  return client.chat.completions.retrieve(id).catch((error: unknown) => {
    if (error instanceof APIError) return { status: error.status };
    throw error;
  });
}

/** All that is kept of a model, and not only the newest: an answer is as old as its recording says. */
async function listed(client: OpenAI, model: string): Promise<string[]> {
  const { data } = await client.chat.completions.list({ model, limit: 10_000 });
  return data.map(({ id }) => id);
}
