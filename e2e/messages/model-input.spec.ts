import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { expect, test, text } from '../../fixtures/index.ts';

const question: MessageParam = { role: 'user', content: 'Say hello.' };
/** Optional, since a stack without the Messages API asks for nothing. */
const hello = text('Hello.').optional();
const limits = { max_tokens: 64, temperature: 0 };

test.describe('Messages API', () => {
  test.beforeEach(({ provider }) => provider.answers(hello));

  test('sends the system prompt and all turns to the model in order', async ({
    messagesClient,
    provider,
    textModel,
  }) => {
    const messages: MessageParam[] = [
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: [{ type: 'text', text: 'Two.' }] },
      question,
    ];
    await messagesClient.messages.create({ model: textModel, system: 'Be brief.', messages, ...limits });
    const expected = ['system: Be brief.', 'user: One.', 'assistant: Two.', 'user: Say hello.'];
    expect((await provider.lastRequest()).messages).toEqual(expected);
  });
});

// The same, where the stack translates it to a chat completion.
test.describe('Messages API', { tag: '@messages-by-chat' }, () => {
  test.beforeEach(({ provider }) => provider.answers(hello));

  test('sends a system prompt of several text blocks to the model', async ({ messagesClient, provider, textModel }) => {
    const system = ['Be brief.', 'Be kind.'].map((text) => ({ type: 'text' as const, text }));
    await messagesClient.messages.create({ model: textModel, system, messages: [question], ...limits });
    expect((await provider.lastRequest()).messages).toEqual(['system: Be brief.\nBe kind.', 'user: Say hello.']);
  });

  test('sends tool calls and their results to the model', async ({ messagesClient, provider, textModel }) => {
    const messages: MessageParam[] = [
      { role: 'user', content: 'What time is it?' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'now', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'noon' }] },
      { role: 'assistant', content: 'It is noon.' },
      question,
    ];
    await messagesClient.messages.create({ model: textModel, messages, ...limits });
    const { messages: sent, body } = await provider.lastRequest();
    const turns = ['user: What time is it?', 'assistant: ', 'tool: noon', 'assistant: It is noon.', 'user: Say hello.'];
    expect(sent).toEqual(turns);
    const call = { id: 'call_1', type: 'function', function: { name: 'now', arguments: '{}' } };
    expect(body).toMatchObject({ messages: [{}, { tool_calls: [call] }, { tool_call_id: 'call_1' }, {}, {}] });
  });
});
