import type {
  ChatCompletionFunctionTool,
  ChatCompletionMessageParam,
  ChatCompletionMessageToolCall,
} from 'openai/resources/chat/completions';
import { everythingOf, expect, test, text, toolCalls } from '../../fixtures/index.ts';

const tool = (name: string, parameters?: Record<string, unknown>): ChatCompletionFunctionTool => ({
  type: 'function',
  function: { name, description: `The tool ${name}.`, ...(parameters && { parameters }) },
});
/** With definitions, references to them, alternatives and limits. */
const SCHEMA = {
  type: 'object',
  $defs: {
    stop: {
      type: 'object',
      properties: { city: { type: 'string', minLength: 1 }, on: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['city'],
    },
  },
  properties: {
    from: { $ref: '#/$defs/stop' },
    to: { $ref: '#/$defs/stop' },
    via: { type: 'array', items: { $ref: '#/$defs/stop' }, maxItems: 3 },
    class: { enum: ['first', 'second'], default: 'second' },
  },
  required: ['from', 'to'],
  additionalProperties: false,
};
const limits = { max_tokens: 64, temperature: 0 };
const ask = (content: string): ChatCompletionMessageParam[] => [{ role: 'user', content }];

test.describe('function tools', () => {
  for (const stream of [false, true]) {
    test(`sends the parameters schema to the model unchanged${stream ? ' when streaming' : ''}`, async ({
      client,
      provider,
      textModel,
    }) => {
      await provider.answers(text('No trip is planned.'));
      const params = { model: textModel, messages: ask('Say hello.'), tools: [tool('plan_trip', SCHEMA)], ...limits };
      if (stream) await everythingOf(await client.chat.completions.create({ ...params, stream }));
      else await client.chat.completions.create(params);
      const { tools } = await provider.lastRequest();
      expect(tools.map(({ name, parameters }) => ({ name, parameters }))).toEqual([
        { name: 'plan_trip', parameters: SCHEMA },
      ]);
    });
  }

  test('returns call arguments that follow $ref definitions', async ({ client, provider, textModel }) => {
    const trip = { from: { city: 'Paris' }, to: { city: 'Oslo', on: '2031-05-01' } };
    await provider.answers(toolCalls({ name: 'plan_trip', arguments: trip }));
    const params = { messages: ask('Plan a trip from Paris to Oslo.'), tools: [tool('plan_trip', SCHEMA)], ...limits };
    const { choices } = await client.chat.completions.create({ model: textModel, ...params });
    expect(callsIn(choices)).toEqual([{ name: 'plan_trip', arguments: trip }]);
  });

  test('accepts a function without parameters', { tag: '@tools' }, async ({ client, textModel }) => {
    const messages = ask('What time is it? Use the tool.');
    const params = { model: textModel, tools: [tool('now')], ...limits };
    const { choices } = await client.chat.completions.create({ ...params, messages });
    expect(callsIn(choices)).toEqual([{ name: 'now', arguments: {} }]);
    const [call] = choices[0]?.message.tool_calls ?? [];
    const result = { role: 'tool', tool_call_id: call?.id ?? '', content: 'noon' } as const;
    messages.push({ role: 'assistant', tool_calls: call ? [call] : [] }, result);
    const answer = await client.chat.completions.create({ ...params, messages });
    const message = { content: expect.stringMatching(/noon/i) };
    expect(answer.choices).toMatchObject([{ finish_reason: 'stop', message }]);
  });

  test('calls the function that the prompt needs out of several', { tag: '@tools' }, async ({ client, textModel }) => {
    const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
    const tools = [tool('get_news', city), tool('now'), tool('get_weather', city), tool('plan_trip', SCHEMA)];
    const calls = async (content: string) =>
      callsIn(
        (await client.chat.completions.create({ model: textModel, messages: ask(content), tools, ...limits })).choices,
      );
    expect(await calls('What time is it? Use the tool.')).toEqual([{ name: 'now', arguments: {} }]);
    expect(await calls('What is the weather in Paris? Use the tool.')).toEqual([
      { name: 'get_weather', arguments: { city: 'Paris' } },
    ]);
  });
});

test('makes no tool call when tool_choice is none', async ({ client, textModel }) => {
  const asked = { model: textModel, messages: ask('Is it cold in Oslo?'), tools: [tool('now')], ...limits };
  const { choices } = await client.chat.completions.create({ ...asked, tool_choice: 'none' });
  expect(choices).toMatchObject([{ message: { role: 'assistant', content: expect.stringMatching(/\w/) } }]);
  expect(choices[0]?.message.tool_calls ?? []).toEqual([]);
  expect(choices[0]?.finish_reason).not.toBe('tool_calls');
});

/** The calls of the one choice, with their arguments as values. */
function callsIn(choices: readonly { message: { tool_calls?: ChatCompletionMessageToolCall[] } }[]) {
  const calls = choices[0]?.message.tool_calls ?? [];
  return calls.map((call) => {
    if (call.type !== 'function') throw new Error(`A call of type ${call.type}.`);
    const given: unknown = JSON.parse(call.function.arguments);
    return { name: call.function.name, arguments: given };
  });
}
