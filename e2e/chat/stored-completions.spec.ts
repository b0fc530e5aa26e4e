import { APIError, type OpenAI } from 'openai';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];
const brief = { messages, max_tokens: 8, temperature: 0 };

test('stores a completion with its input_messages', async ({ client, textModel }) => {
  const { id, model, choices } = await client.chat.completions.create({ model: textModel, ...brief });
  const content = choices.map(({ message }) => ({ message: { content: message.content } }));
  await expect
    .poll(() => stored(client, id))
    .toMatchObject({ id, model, object: 'chat.completion', choices: content, input_messages: messages });
});

test('stores a streamed completion as one message', async ({ client, textModel }) => {
  const chunks = await everythingOf(await client.chat.completions.create({ model: textModel, ...brief, stream: true }));
  const content = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  const id = chunks[0]?.id ?? '';
  await expect.poll(() => stored(client, id)).toMatchObject({ id, choices: [{ message: { content } }] });
});

test('stores a tool call with its arguments and finish_reason', { tag: '@tools' }, async ({ client, textModel }) => {
  const messages = [{ role: 'user', content: 'What is the weather in Paris? Use the tool.' } as const];
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const tools = [{ type: 'function', function: { name: 'get_weather', parameters } } as const];
  const { id, choices } = await client.chat.completions.create({ model: textModel, ...brief, messages, tools });
  expect(choices).toMatchObject([
    { message: { tool_calls: [{ function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }] } },
  ]);
  const tool_calls = choices[0]?.message.tool_calls ?? [];
  const choice = { finish_reason: 'tool_calls', message: { role: 'assistant', tool_calls } };
  await expect.poll(() => stored(client, id)).toMatchObject({ id, choices: [choice], input_messages: messages });
});

test('stores tool_calls without extra fields', { tag: '@tools' }, async ({ client, textModel }) => {
  const messages = [{ role: 'user', content: 'What time is it? Use the tool.' } as const];
  const tools = [{ type: 'function', function: { name: 'now' } } as const];
  const { id, choices } = await client.chat.completions.create({ model: textModel, ...brief, messages, tools });
  await expect.poll(() => stored(client, id)).toMatchObject({ id });
  const { choices: kept } = await client.chat.completions.retrieve(id);
  expect(kept[0]?.message.tool_calls).toEqual(choices[0]?.message.tool_calls);
});

test('lists stored completions', async ({ client, textModel }) => {
  const { id } = await client.chat.completions.create({ model: textModel, ...brief });
  await expect.poll(() => storedIds(client, textModel)).toContain(id);
});

test('lists the messages of a stored completion', async ({ client, textModel }) => {
  const { id } = await client.chat.completions.create({ model: textModel, ...brief });
  await expect.poll(() => stored(client, id)).toMatchObject({ id, input_messages: messages });
  const { data } = await client.chat.completions.messages.list(id);
  expect(data[0]).toMatchObject({ ...messages[0], id: `${id}-0` });
});

test('stores the usage of a completion', async ({ client, textModel }) => {
  const { id, usage } = await client.chat.completions.create({ model: textModel, ...brief });
  await expect.poll(() => stored(client, id)).toMatchObject({ id });
  expect(await stored(client, id)).toMatchObject({ usage: { total_tokens: usage?.total_tokens } });
});

test('answers 404 for an unknown completion id', { tag: '@stack' }, async ({ client }) => {
  await expect(client.chat.completions.retrieve('chatcmpl-unknown')).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('Chat completion with id chatcmpl-unknown not found'),
  });
});

/**
 * The stored answer, or what the stack says instead. It is written in the background, and over an older one of the same
 * id: Ollama's ids go from 0 to 999.
 */
function stored(client: OpenAI, id: string): Promise<OpenAI.ChatCompletion | { status: unknown }> {
  return client.chat.completions.retrieve(id).catch((error: unknown) => {
    if (!(error instanceof APIError)) throw error;
    const status: unknown = error.status;
    return { status };
  });
}

/** All that is stored of a model, and not only the newest: an answer is as old as its recording says. */
async function storedIds(client: OpenAI, model: string): Promise<string[]> {
  const { data } = await client.chat.completions.list({ model, limit: 10_000 });
  return data.map(({ id }) => id);
}
