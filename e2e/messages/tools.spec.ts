import type { Message, MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { RED } from '../vision/images.ts';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const get_weather = {
  name: 'get_weather',
  description: 'The weather in a city, now.',
  input_schema: {
    type: 'object' as const,
    properties: { city: { type: 'string', enum: ['Paris', 'Oslo'] } },
    required: ['city'],
  },
};
const ask = (content: string): MessageParam[] => [{ role: 'user', content }];
const paris = ask('What is the weather in Paris? Use the tool.');
const both = ask('What is the weather in Paris and in Oslo? Use the tool for each.');
const brief = { tools: [get_weather], max_tokens: 64, temperature: 0 };

test.describe('tool use', { tag: '@messages-by-chat' }, () => {
  test('calls a tool with tool_choice auto and answers from its result', async ({ messagesClient, textModel }) => {
    const first = await messagesClient.messages.create({ model: textModel, messages: paris, ...brief });
    expect(first.stop_reason).toBe('tool_use');
    const [call] = callsIn(first);
    expect(call).toMatchObject({ type: 'tool_use', name: 'get_weather', input: { city: 'Paris' } });
    const result = { type: 'tool_result', tool_use_id: call?.id ?? '', content: '21 degrees' } as const;
    const messages: MessageParam[] = [
      ...paris,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [result] },
    ];
    const second = await messagesClient.messages.create({ model: textModel, messages, ...brief });
    expect(second).toMatchObject({ stop_reason: 'end_turn', content: [{ text: expect.stringContaining('21') }] });
  });

  test('makes parallel tool calls with distinct ids', async ({ messagesClient, textModel }) => {
    const message = await messagesClient.messages.create({ model: textModel, messages: both, ...brief });
    const calls = callsIn(message);
    expect(calls.map(({ input }) => input)).toEqual([{ city: 'Paris' }, { city: 'Oslo' }]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  test('streams the input of a tool call as input_json_delta', async ({ messagesClient, textModel }) => {
    const ask = { model: textModel, messages: paris, ...brief, stream: true } as const;
    const events = await everythingOf(await messagesClient.messages.create(ask));
    expect(events).toBeMessageStream();
    const starts = events.flatMap((event) => (event.type === 'content_block_start' ? [event.content_block] : []));
    expect(starts).toMatchObject([
      { type: 'tool_use', name: 'get_weather', id: expect.stringMatching(/^call_\w{24}$/) },
    ]);
    const deltas = events.flatMap((event) => (event.type === 'content_block_delta' ? [event.delta] : []));
    const json = deltas.map((delta) => (delta.type === 'input_json_delta' ? delta.partial_json : '')).join('');
    expect(JSON.parse(json)).toEqual({ city: 'Paris' });
  });

  test('streams parallel tool calls one content block after the other', async ({ messagesClient, textModel }) => {
    const ask = { model: textModel, messages: both, ...brief, stream: true } as const;
    const events = await everythingOf(await messagesClient.messages.create(ask));
    expect(events).toBeMessageStream();
    expect(events.filter(({ type }) => type === 'content_block_start')).toHaveLength(2);
  });
});

test('reads a base64 image', { tag: '@messages-by-chat' }, async ({ messagesClient, textModel }) => {
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: RED } } as const;
  const text = { type: 'text', text: 'What colour is this picture? One word.' } as const;
  const messages: MessageParam[] = [{ role: 'user', content: [text, image] }];
  const { content } = await messagesClient.messages.create({ model: textModel, messages, max_tokens: 8 });
  expect(content).toMatchObject([{ type: 'text', text: expect.stringMatching(/red/i) }]);
});

function callsIn({ content }: Message) {
  return content.filter((block) => block.type === 'tool_use');
}
