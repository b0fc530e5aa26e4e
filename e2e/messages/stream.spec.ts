import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { everythingOf, expect, test, text } from '../../fixtures/index.ts';

const messages: MessageParam[] = [{ role: 'user', content: 'Say hello.' }];
const streamed = { max_tokens: 8, temperature: 0, messages, stream: true as const };

test('emits a well-formed Messages event stream', async ({ messagesClient, textModel }) => {
  const events = await everythingOf(await messagesClient.messages.create({ model: textModel, ...streamed }));
  expect(events).toBeMessageStream();
  expect(events.filter(({ type }) => type === 'content_block_delta').length).toBeGreaterThan(2);
});

test('streams the same text as without streaming', async ({ messagesClient, textModel }) => {
  const events = await everythingOf(await messagesClient.messages.create({ model: textModel, ...streamed }));
  const pieces = events.flatMap((event) => (event.type === 'content_block_delta' ? [event.delta] : []));
  const text = pieces.map((delta) => (delta.type === 'text_delta' ? delta.text : '')).join('');
  const whole = await messagesClient.messages.create({ model: textModel, ...streamed, stream: false });
  expect(whole.content).toMatchObject([{ type: 'text', text }]);
});

test('emits stop_reason in message_delta', async ({ messagesClient, textModel }) => {
  const params = { model: textModel, ...streamed, max_tokens: 3 };
  const events = await everythingOf(await messagesClient.messages.create(params));
  const [end] = events.filter((event) => event.type === 'message_delta');
  expect(end?.delta.stop_reason).toBe('max_tokens');
});

test('emits output_tokens in message_delta', async ({ messagesClient, textModel }) => {
  const params = { model: textModel, ...streamed, max_tokens: 3 };
  const events = await everythingOf(await messagesClient.messages.create(params));
  const [end] = events.filter((event) => event.type === 'message_delta');
  expect(end?.usage).toMatchObject({ output_tokens: 3 });
});

test("ends with an api_error when the provider's stream breaks off", async ({
  messagesClient,
  provider,
  textModel,
}) => {
  await provider.answers(text(['One', ' two', ' three']).cutAfter(2).optional());
  const stream = await messagesClient.messages.create({ model: textModel, ...streamed });
  await expect(everythingOf(stream)).rejects.toMatchObject({ error: { error: { type: 'api_error' } } });
});

test('answers 404 for an unknown model when streaming', { tag: '@stack' }, async ({ messagesClient }) => {
  const request = messagesClient.messages.create({ model: 'nothing', ...streamed });
  await expect(request).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error' } } });
});
