import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { expect, test } from '../../fixtures/index.ts';

const hello = { max_tokens: 8, temperature: 0, messages: [{ role: 'user', content: 'Say hello.' } as const] };
const count = { role: 'user', content: 'Count from 1 to 20, with digits.' } as const;

test('returns an assistant message with a text block', async ({ messagesClient, textModel }) => {
  const message = await messagesClient.messages.create({ model: textModel, ...hello });
  expect(message).toMatchObject({
    type: 'message',
    role: 'assistant',
    id: expect.stringMatching(/^(msg_|chatcmpl-)\w+/),
  });
  expect(message.content).toMatchObject([{ type: 'text', text: expect.stringMatching(/\w/) }]);
});

test('returns the requested model name', async ({ messagesClient, textModel }) => {
  const { model } = await messagesClient.messages.create({ model: textModel, ...hello });
  expect(model).toBe(textModel);
});

test('returns the anthropic-version header', async ({ messagesClient, textModel }) => {
  const { response } = await messagesClient.messages.create({ model: textModel, ...hello }).withResponse();
  expect(response.headers.get('anthropic-version')).toBe('2023-06-01');
});

test('stops at max_tokens with stop_reason max_tokens', async ({ messagesClient, textModel }) => {
  const ask = { model: textModel, max_tokens: 5, temperature: 0, messages: [count] };
  const { stop_reason, usage } = await messagesClient.messages.create(ask);
  expect(stop_reason).toBe('max_tokens');
  expect(usage.output_tokens).toBe(5);
});

test('stops before a stop sequence', async ({ messagesClient, textModel }) => {
  const ask = { model: textModel, max_tokens: 32, temperature: 0, messages: [count], stop_sequences: ['3'] };
  const message = await messagesClient.messages.create(ask);
  expect(message.stop_reason).not.toBe('max_tokens');
  expect(JSON.stringify(message.content)).not.toContain('3');
});

test('returns the stop_sequence that ended a message', async ({ messagesClient, textModel }) => {
  const ask = { model: textModel, max_tokens: 32, temperature: 0, messages: [count], stop_sequences: ['3'] };
  const message = await messagesClient.messages.create(ask);
  expect(message).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: '3' });
});

test('counts the system prompt in input_tokens', async ({ messagesClient, textModel }) => {
  const system = 'You work for a pet shop by the sea, where every animal is named after a fish. '.repeat(4);
  const without = await messagesClient.messages.create({ model: textModel, ...hello });
  const given = await messagesClient.messages.create({ model: textModel, system, ...hello });
  expect(asked(given)).toBeGreaterThan(asked(without) + 40);
});

test('counts earlier turns in input_tokens', async ({ messagesClient, textModel }) => {
  const first = await messagesClient.messages.create({ model: textModel, ...hello });
  const messages = [
    ...hello.messages,
    { role: 'assistant', content: first.content } as const,
    { role: 'user', content: 'And in French?' } as const,
  ];
  const second = await messagesClient.messages.create({ model: textModel, ...hello, messages });
  expect(asked(second)).toBeGreaterThan(asked(first) + first.usage.output_tokens);
});

test('counts one text block like a string in input_tokens', async ({ messagesClient, textModel }) => {
  const messages: MessageParam[] = [{ role: 'user', content: [{ type: 'text', text: 'Say hello.' }] }];
  const blocks = await messagesClient.messages.create({ model: textModel, ...hello, messages });
  const whole = await messagesClient.messages.create({ model: textModel, ...hello });
  expect(asked(blocks)).toBe(asked(whole));
});

test(
  'count_tokens returns the input_tokens of the same message',
  { tag: '@count-tokens' },
  async ({ messagesClient, textModel }) => {
    const { messages } = hello;
    const { usage } = await messagesClient.messages.create({ model: textModel, ...hello });
    const { input_tokens } = await messagesClient.messages.countTokens({ model: textModel, messages });
    expect(input_tokens).toBe(asked({ usage }));
  },
);

test(
  'count_tokens returns more input_tokens for a longer message',
  { tag: '@count-tokens' },
  async ({ messagesClient, textModel }) => {
    const count = async (content: string) => {
      const messages = [{ role: 'user', content } as const];
      return (await messagesClient.messages.countTokens({ model: textModel, messages })).input_tokens;
    };
    const text = 'Name ten fish of the northern sea, from the smallest to the largest. ';
    expect(await count(text.repeat(6))).toBeGreaterThan((await count(text.repeat(2))) + 30);
  },
);

/** All tokens that were asked, those that the provider had in its cache included. */
function asked({ usage }: { usage: { input_tokens: number; cache_read_input_tokens?: number | null } }): number {
  return usage.input_tokens + (usage.cache_read_input_tokens ?? 0);
}
