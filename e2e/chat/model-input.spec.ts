import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { expect, test, text } from '../../fixtures/index.ts';

const question: ChatCompletionMessageParam = { role: 'user', content: 'Say hello.' };
const limits = { max_tokens: 64, temperature: 0 };

/** The messages before the question, and how a request to the model must state them. */
const inputs: { what: string; earlier: ChatCompletionMessageParam[]; expected: string[] }[] = [
  {
    what: 'the system message to the model first',
    earlier: [{ role: 'system', content: 'Be brief.' }],
    expected: ['system: Be brief.'],
  },
  {
    what: 'all earlier turns to the model in order',
    earlier: [
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: 'Two.' },
      { role: 'user', content: 'Three.' },
      { role: 'assistant', content: 'Four.' },
    ],
    expected: ['user: One.', 'assistant: Two.', 'user: Three.', 'assistant: Four.'],
  },
  {
    what: 'tool calls and their results to the model',
    earlier: [
      { role: 'user', content: 'What time is it?' },
      {
        role: 'assistant',
        tool_calls: [{ type: 'function', id: 'call_1', function: { name: 'now', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'noon' },
    ],
    expected: ['user: What time is it?', 'assistant: ', 'tool: noon'],
  },
  {
    what: 'Unicode and control characters to the model unchanged',
    earlier: [{ role: 'user', content: 'Grüße aus Ōsaka 🎏,\n\t"so" to say – ½ \\ €\u0000' }],
    expected: ['user: Grüße aus Ōsaka 🎏,\n\t"so" to say – ½ \\ €\u0000'],
  },
];

test.describe('chat completions', () => {
  test.beforeEach(({ provider }) => provider.answers(text('Hello.')));

  for (const { what, earlier, expected } of inputs) {
    test(`sends ${what}`, async ({ client, provider, textModel }) => {
      await client.chat.completions.create({ model: textModel, messages: [...earlier, question], ...limits });
      const { messages, body } = await provider.lastRequest();
      expect(messages).toEqual([...expected, 'user: Say hello.']);
      expect(body).toMatchObject({ messages: [...earlier, question] });
    });
  }

  test('sends a developer message to the model as developer or system', async ({ client, provider, textModel }) => {
    const developer: ChatCompletionMessageParam = { role: 'developer', content: 'Be brief.' };
    await client.chat.completions.create({ model: textModel, messages: [developer, question], ...limits });
    const expected = [expect.stringMatching(/^(developer|system): Be brief\.$/), 'user: Say hello.'];
    expect((await provider.lastRequest()).messages).toEqual(expected);
  });
});
