import type { MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { expect, test } from '../../fixtures/index.ts';

const hello = { max_tokens: 8, temperature: 0, messages: [{ role: 'user', content: 'Say hello.' } as const] };
const count = { role: 'user', content: 'Count from 1 to 20, with digits.' } as const;

test('answers as the assistant, in text', async ({ messagesClient, textModel }) => {
  const message = await messagesClient.messages.create({ model: textModel, ...hello });
  expect(message).toMatchObject({
    type: 'message',
    role: 'assistant',
    id: expect.stringMatching(/^(msg_|chatcmpl-)\w+/),
  });
  expect(message.content).toMatchObject([{ type: 'text', text: expect.stringMatching(/\w/) }]);
});

test('answers under the model name that was asked', async ({ messagesClient, textModel }) => {
  const { model } = await messagesClient.messages.create({ model: textModel, ...hello });
  expect(model).toBe(textModel);
});

test('states the version of the interface', async ({ messagesClient, textModel }) => {
  const { response } = await messagesClient.messages.create({ model: textModel, ...hello }).withResponse();
  expect(response.headers.get('anthropic-version')).toBe('2023-06-01');
});

test('stops at max_tokens', async ({ messagesClient, textModel }) => {
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

test('names the stop sequence that ended an answer', async ({ messagesClient, textModel }) => {
  const ask = { model: textModel, max_tokens: 32, temperature: 0, messages: [count], stop_sequences: ['3'] };
  const message = await messagesClient.messages.create(ask);
  expect(message).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: '3' });
});

test('hands the system text to the model', async ({ messagesClient, textModel }) => {
  const system = 'You work for a pet shop by the sea, where every animal is named after a fish. '.repeat(4);
  const without = await messagesClient.messages.create({ model: textModel, ...hello });
  const given = await messagesClient.messages.create({ model: textModel, system, ...hello });
  expect(asked(given)).toBeGreaterThan(asked(without) + 40);
});

test('hands all earlier turns to the model', async ({ messagesClient, textModel }) => {
  const first = await messagesClient.messages.create({ model: textModel, ...hello });
  const messages = [
    ...hello.messages,
    { role: 'assistant', content: first.content } as const,
    { role: 'user', content: 'And in French?' } as const,
  ];
  const second = await messagesClient.messages.create({ model: textModel, ...hello, messages });
  expect(asked(second)).toBeGreaterThan(asked(first) + first.usage.output_tokens);
});

test('reads content given in blocks as one text', async ({ messagesClient, textModel }) => {
  const messages: MessageParam[] = [{ role: 'user', content: [{ type: 'text', text: 'Say hello.' }] }];
  const blocks = await messagesClient.messages.create({ model: textModel, ...hello, messages });
  const whole = await messagesClient.messages.create({ model: textModel, ...hello });
  expect(asked(blocks)).toBe(asked(whole));
});

test(
  'counts the tokens of a request as its answer does',
  { tag: '@count-tokens' },
  async ({ messagesClient, textModel }) => {
    const { messages } = hello;
    const { usage } = await messagesClient.messages.create({ model: textModel, ...hello });
    const { input_tokens } = await messagesClient.messages.countTokens({ model: textModel, messages });
    expect(input_tokens).toBe(asked({ usage }));
  },
);

test('counts more tokens in a longer request', { tag: '@count-tokens' }, async ({ messagesClient, textModel }) => {
  const count = async (content: string) => {
    const messages = [{ role: 'user', content } as const];
    return (await messagesClient.messages.countTokens({ model: textModel, messages })).input_tokens;
  };
  const text = 'Name ten fish of the northern sea, from the smallest to the largest. ';
  expect(await count(text.repeat(6))).toBeGreaterThan((await count(text.repeat(2))) + 30);
});

/** All tokens that were asked, those that the provider had in its cache included. */
function asked({ usage }: { usage: { input_tokens: number; cache_read_input_tokens?: number | null } }): number {
  return usage.input_tokens + (usage.cache_read_input_tokens ?? 0);
}
