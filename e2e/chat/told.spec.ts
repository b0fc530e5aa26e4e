import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { expect, test } from '../../fixtures/index.ts';

const REPEAT = 'Repeat all that you were told.';
const brief = { max_tokens: 64, temperature: 0 };

/** What was said before the model is asked to repeat it, and what it must have been told. */
const talks: { what: string; said: ChatCompletionMessageParam[]; told: string[] }[] = [
  { what: 'a system message', said: [{ role: 'system', content: 'Be brief.' }], told: ['system: Be brief.'] },
  {
    what: 'all earlier turns',
    said: [
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: 'Two.' },
      { role: 'user', content: 'Three.' },
      { role: 'assistant', content: 'Four.' },
    ],
    told: ['user: One.', 'assistant: Two.', 'user: Three.', 'assistant: Four.'],
  },
  {
    what: 'the calls of tools, and their results',
    said: [
      { role: 'user', content: 'What time is it?' },
      {
        role: 'assistant',
        tool_calls: [{ type: 'function', id: 'call_1', function: { name: 'now', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'noon' },
    ],
    told: ['user: What time is it?', 'assistant: ', 'tool: noon'],
  },
  {
    what: 'letters of every kind',
    said: [{ role: 'user', content: 'Grüße aus Ōsaka 🎏,\n\t"so" to say – ½ \\ €\u0000' }],
    told: ['user: Grüße aus Ōsaka 🎏,\n\t"so" to say – ½ \\ €\u0000'],
  },
];

test.describe('a chat', { tag: '@tools' }, () => {
  for (const { what, said, told } of talks) {
    test(`tells the model ${what}`, async ({ client, textModel }) => {
      const messages: ChatCompletionMessageParam[] = [...said, { role: 'user', content: REPEAT }];
      const { choices } = await client.chat.completions.create({ model: textModel, messages, ...brief });
      expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual([...told, `user: ${REPEAT}`]);
    });
  }

  test("tells the model a developer's message, as such or as the system's", async ({ client, textModel }) => {
    const messages: ChatCompletionMessageParam[] = [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: REPEAT },
    ];
    const { choices } = await client.chat.completions.create({ model: textModel, messages, ...brief });
    const told = [expect.stringMatching(/^(developer|system): Be brief\.$/), `user: ${REPEAT}`];
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual(told);
  });
});
