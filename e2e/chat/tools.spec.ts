import type { ChatCompletionFunctionTool, ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const get_weather: ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city, now.',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', enum: ['Paris', 'Oslo'] } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};
const params = { tools: [get_weather], max_tokens: 64, temperature: 0 };
const userMessage = (content: string): ChatCompletionMessageParam[] => [{ role: 'user', content }];
const paris = userMessage('What is the weather in Paris? Use the tool.');
const both = userMessage('What is the weather in Paris and in Oslo? Use the tool for each.');
const city = expect.stringMatching(/^\{\s*"city":\s*"(Paris|Oslo)"\s*\}$/);

test('calls a tool when tool_choice is required', { tag: '@forced-tools' }, async ({ client, textModel }) => {
  const messages = userMessage('Is it cold in Oslo?');
  const { choices } = await client.chat.completions.create({
    model: textModel,
    messages,
    tool_choice: 'required',
    ...params,
  });
  expect(choices[0]?.message.tool_calls).toMatchObject([
    { type: 'function', function: { name: 'get_weather', arguments: city } },
  ]);
});

test('calls the function named by tool_choice', { tag: '@forced-tools' }, async ({ client, textModel }) => {
  const tool_choice = { type: 'function', function: { name: 'get_weather' } } as const;
  const messages = userMessage('Is it cold in Oslo?');
  const { choices } = await client.chat.completions.create({ model: textModel, messages, tool_choice, ...params });
  expect(choices[0]?.message.tool_calls).toMatchObject([
    { type: 'function', function: { name: 'get_weather', arguments: city } },
  ]);
});

test('answers from the result of a required tool call', { tag: '@forced-tools' }, async ({ client, textModel }) => {
  const messages = userMessage('Is it cold in Oslo?');
  const { choices } = await client.chat.completions.create({
    model: textModel,
    messages,
    tool_choice: 'required',
    ...params,
  });
  const call = choices[0]?.message.tool_calls?.[0];
  messages.push({ role: 'assistant', tool_calls: call ? [call] : [] });
  messages.push({ role: 'tool', tool_call_id: call?.id ?? '', content: '9 degrees' });
  const answer = await client.chat.completions.create({ model: textModel, messages, max_tokens: 16, temperature: 0 });
  expect(answer.choices).toMatchObject([{ message: { role: 'assistant', content: expect.stringMatching(/\w/) } }]);
  expect(answer.choices[0]?.message.tool_calls ?? []).toEqual([]);
});

test(
  'calls a tool with tool_choice auto and answers from its result',
  { tag: '@tools' },
  async ({ client, textModel }) => {
    const { choices } = await client.chat.completions.create({ model: textModel, messages: paris, ...params });
    expect(choices).toMatchObject([
      { finish_reason: 'tool_calls', message: { tool_calls: [{ function: { name: 'get_weather' } }] } },
    ]);
    const calls = choices[0]?.message.tool_calls ?? [];
    expect(calls.map(argumentsOf)).toEqual([{ city: 'Paris' }]);
    const results = calls.map(({ id }) => ({ role: 'tool', tool_call_id: id, content: '21 degrees' }) as const);
    const messages = [...paris, { role: 'assistant', tool_calls: calls } as const, ...results];
    const answer = await client.chat.completions.create({ model: textModel, messages, ...params });
    expect(answer.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: expect.stringContaining('21') },
    });
  },
);

test('makes parallel tool calls with distinct ids', { tag: '@tools' }, async ({ client, textModel }) => {
  const { choices } = await client.chat.completions.create({ model: textModel, messages: both, ...params });
  const calls = choices[0]?.message.tool_calls ?? [];
  expect(calls.map(argumentsOf)).toEqual([{ city: 'Paris' }, { city: 'Oslo' }]);
  expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  const results = calls.map(
    ({ id }, at) => ({ role: 'tool', tool_call_id: id, content: `${[21, 9][at]} degrees` }) as const,
  );
  const messages = [...both, { role: 'assistant', tool_calls: calls } as const, ...results];
  const answer = await client.chat.completions.create({ model: textModel, messages, ...params });
  expect(answer.choices[0]?.message.content).toMatch(/21.*9/s);
});

test('streams the arguments of a tool call in deltas', { tag: '@tools' }, async ({ client, textModel }) => {
  const chunks = await everythingOf(
    await client.chat.completions.create({ model: textModel, messages: paris, ...params, stream: true }),
  );
  expect(chunks).toBeChatChunkStream();
  const pieces = chunks.flatMap(({ choices }) => choices.flatMap(({ delta }) => delta.tool_calls ?? []));
  expect(pieces[0]).toMatchObject({
    index: 0,
    id: expect.stringMatching(/^(call|toolu)_\w{24}$/),
    function: { name: 'get_weather' },
  });
  expect(JSON.parse(pieces.map((piece) => piece.function?.arguments ?? '').join(''))).toEqual({ city: 'Paris' });
  expect(chunks.flatMap(({ choices }) => choices.flatMap(({ finish_reason }) => finish_reason ?? []))).toEqual([
    'tool_calls',
  ]);
});

function argumentsOf(call: { type: string; function?: { arguments: string } }): unknown {
  return JSON.parse(call.function?.arguments ?? 'null');
}
