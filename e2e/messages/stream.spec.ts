import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages: MessageParam[] = [{ role: 'user', content: 'Say hello.' }];
const streamed = { max_tokens: 8, temperature: 0, messages, stream: true as const };

test('streams a message as one stream of events', async ({ messagesClient, textModel }) => {
  const events = await everythingOf(await messagesClient.messages.create({ model: textModel, ...streamed }));
  expect(events).toBeMessageStream();
  expect(events.filter(({ type }) => type === 'content_block_delta').length).toBeGreaterThan(2);
});

test('streams the text that the same request gives as a whole', async ({ messagesClient, textModel }) => {
  const events = await everythingOf(await messagesClient.messages.create({ model: textModel, ...streamed }));
  const pieces = events.flatMap((event) => (event.type === 'content_block_delta' ? [event.delta] : []));
  const text = pieces.map((delta) => (delta.type === 'text_delta' ? delta.text : '')).join('');
  const whole = await messagesClient.messages.create({ model: textModel, ...streamed, stream: false });
  expect(whole.content).toMatchObject([{ type: 'text', text }]);
});

test('says why a streamed message ends', async ({ messagesClient, textModel }) => {
  const ask = { model: textModel, ...streamed, max_tokens: 3 };
  const events = await everythingOf(await messagesClient.messages.create(ask));
  const [end] = events.filter((event) => event.type === 'message_delta');
  expect(end?.delta.stop_reason).toBe('max_tokens');
});

test('accounts for the tokens of a streamed message', async ({ messagesClient, textModel }) => {
  const ask = { model: textModel, ...streamed, max_tokens: 3 };
  const events = await everythingOf(await messagesClient.messages.create(ask));
  const [end] = events.filter((event) => event.type === 'message_delta');
  expect(end?.usage).toMatchObject({ output_tokens: 3 });
});

test(
  "ends a message whose provider's stream breaks with an error",
  { tag: '@messages-by-chat' },
  async ({ messagesClient, textModel }) => {
    const messages: MessageParam[] = [{ role: 'user', content: 'Answer with half a stream.' }];
    const stream = await messagesClient.messages.create({ model: textModel, ...streamed, max_tokens: 32, messages });
    await expect(everythingOf(stream)).rejects.toMatchObject({ error: { error: { type: 'api_error' } } });
  },
);

test('refuses to stream from a model that no provider has', async ({ messagesClient }) => {
  const request = messagesClient.messages.create({ model: 'nothing', ...streamed });
  await expect(request).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error' } } });
});
