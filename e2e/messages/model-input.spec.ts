import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { expect, test } from '../../fixtures/index.ts';

const REPEAT = 'Repeat all that you were told.';
const brief = { max_tokens: 64, temperature: 0 };

test.describe('Messages API', { tag: '@messages-by-chat' }, () => {
  test('sends the system prompt and all turns to the model in order', async ({ messagesClient, textModel }) => {
    const messages: MessageParam[] = [
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: [{ type: 'text', text: 'Two.' }] },
      { role: 'user', content: REPEAT },
    ];
    const answer = await messagesClient.messages.create({ model: textModel, system: 'Be brief.', messages, ...brief });
    const expected = ['system: Be brief.', 'user: One.', 'assistant: Two.', `user: ${REPEAT}`];
    expect(answer.content).toEqual([{ type: 'text', text: JSON.stringify(expected) }]);
  });

  test('sends a system prompt of several text blocks to the model', async ({ messagesClient, textModel }) => {
    const system = ['Be brief.', 'Be kind.'].map((text) => ({ type: 'text' as const, text }));
    const messages: MessageParam[] = [{ role: 'user', content: REPEAT }];
    const { content } = await messagesClient.messages.create({ model: textModel, system, messages, ...brief });
    const expected = ['system: Be brief.\nBe kind.', `user: ${REPEAT}`];
    expect(content).toEqual([{ type: 'text', text: JSON.stringify(expected) }]);
  });

  test('sends tool calls and their results to the model', async ({ messagesClient, textModel }) => {
    const messages: MessageParam[] = [
      { role: 'user', content: 'What time is it?' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'call_1', name: 'now', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'call_1', content: 'noon' }] },
      { role: 'assistant', content: 'It is noon.' },
      { role: 'user', content: REPEAT },
    ];
    const { content } = await messagesClient.messages.create({ model: textModel, messages, ...brief });
    const expected = [
      'user: What time is it?',
      'assistant: ',
      'tool: noon',
      'assistant: It is noon.',
      `user: ${REPEAT}`,
    ];
    expect(content).toEqual([{ type: 'text', text: JSON.stringify(expected) }]);
  });
});
