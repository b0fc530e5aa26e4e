import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { everythingOf, expect, test, text } from '../../fixtures/index.ts';

const messages: MessageParam[] = [{ role: 'user', content: 'Count to three.' }];
const params = { messages, max_tokens: 16, temperature: 0 };
const DELTAS = ['One', ' and tw', 'o, t', 'hree.'];
/** Optional, since a stack without the Messages API asks for nothing. */
const answer = text(DELTAS, { usage: { prompt: 11, completion: 5 } }).optional();

test.describe('Messages API', () => {
  test.beforeEach(({ provider }) => provider.answers(answer));

  test("returns the provider's text as one block, with usage", async ({ messagesClient, textModel }) => {
    const message = await messagesClient.messages.create({ model: textModel, ...params });
    expect(message).toMatchObject({
      id: expect.stringMatching(/^msg_[0-9A-Za-z]{24}$/),
      type: 'message',
      role: 'assistant',
      stop_reason: 'end_turn',
      usage: { input_tokens: 11, output_tokens: 5 },
    });
    expect(message.content).toEqual([{ type: 'text', text: 'One and two, three.' }]);
  });

  test("streams the provider's deltas as text_delta", async ({ messagesClient, textModel }) => {
    const stream = await messagesClient.messages.create({ model: textModel, ...params, stream: true });
    const events = await everythingOf(stream);
    expect(events).toBeMessageStream();
    const deltas = events.flatMap((event) => (event.type === 'content_block_delta' ? [event.delta] : []));
    expect(deltas).toEqual(DELTAS.map((text) => ({ type: 'text_delta', text })));
  });

  test('sends all text blocks of a message to the model', async ({ messagesClient, provider, textModel }) => {
    const content = ['Count ', 'to ', 'three.'].map((text) => ({ type: 'text' as const, text }));
    await messagesClient.messages.create({ model: textModel, ...params, messages: [{ role: 'user', content }] });
    expect((await provider.lastRequest()).messages).toEqual(['user: Count to three.']);
  });
});
