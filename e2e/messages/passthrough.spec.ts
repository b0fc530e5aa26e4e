import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages: MessageParam[] = [{ role: 'user', content: 'Answer word for word.' }];
const brief = { messages, max_tokens: 16, temperature: 0 };

test.describe('Messages API', { tag: '@messages-by-chat' }, () => {
  test("returns the provider's text as one block, with usage", async ({ messagesClient, textModel }) => {
    const message = await messagesClient.messages.create({ model: textModel, ...brief });
    expect(message).toMatchObject({
      id: expect.stringMatching(/^msg_[0-9a-f]{24}$/),
      type: 'message',
      role: 'assistant',
      stop_reason: 'end_turn',
      usage: { input_tokens: 11, output_tokens: 5 },
    });
    expect(message.content).toEqual([{ type: 'text', text: 'One and two, three.' }]);
  });

  test("streams the provider's deltas as text_delta", async ({ messagesClient, textModel }) => {
    const events = await everythingOf(
      await messagesClient.messages.create({ model: textModel, ...brief, stream: true }),
    );
    expect(events).toBeMessageStream();
    const pieces = events.flatMap((event) => (event.type === 'content_block_delta' ? [event.delta] : []));
    expect(pieces).toEqual(['One', ' and tw', 'o, t', 'hree.'].map((text) => ({ type: 'text_delta', text })));
  });

  test('sends all text blocks of a message to the model', async ({ messagesClient, textModel }) => {
    const content = ['Answer ', 'word for ', 'word.'].map((text) => ({ type: 'text' as const, text }));
    const ask = { model: textModel, ...brief, messages: [{ role: 'user' as const, content }] };
    expect((await messagesClient.messages.create(ask)).content).toEqual([
      { type: 'text', text: 'One and two, three.' },
    ]);
  });
});
