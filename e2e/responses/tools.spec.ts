import type { FunctionTool, Response } from 'openai/resources/responses/responses';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const get_weather: FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city, now.',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string', enum: ['Paris', 'Oslo'] } },
    required: ['city'],
    additionalProperties: false,
  },
};
const brief = { tools: [get_weather], max_output_tokens: 64, temperature: 0 };
const paris = 'What is the weather in Paris? Use the tool.';
const both = 'What is the weather in Paris and in Oslo? Use the tool for each.';

test('calls a function with tool_choice required', { tag: '@forced-tools' }, async ({ client, textModel }) => {
  const response = await client.responses.create({
    model: textModel,
    input: 'Is it cold in Oslo?',
    tool_choice: 'required',
    ...brief,
  });
  expect(callsIn(response)).toMatchObject([
    { name: 'get_weather', status: 'completed', arguments: expect.stringMatching(/^\{"city": "(Paris|Oslo)"\}$/) },
  ]);
});

test('calls a function by choice and answers from its output', { tag: '@tools' }, async ({ client, textModel }) => {
  const first = await client.responses.create({ model: textModel, input: paris, ...brief });
  expect(first.output).toMatchObject([{ type: 'function_call', name: 'get_weather', status: 'completed' }]);
  const [call] = callsIn(first);
  expect(JSON.parse(call?.arguments ?? '')).toEqual({ city: 'Paris' });
  const result = { type: 'function_call_output', call_id: call?.call_id ?? '', output: '21 degrees' } as const;
  const second = await client.responses.create({
    model: textModel,
    previous_response_id: first.id,
    input: [result],
    ...brief,
  });
  expect(second).toMatchObject({ status: 'completed', output: [{ type: 'message' }] });
  expect(second.output_text).toContain('21');
});

test('returns parallel function calls with distinct call_ids', { tag: '@tools' }, async ({ client, textModel }) => {
  const first = await client.responses.create({ model: textModel, input: both, ...brief });
  const calls = callsIn(first);
  expect(calls.map((call): unknown => JSON.parse(call.arguments))).toEqual([{ city: 'Paris' }, { city: 'Oslo' }]);
  expect(new Set(calls.map(({ call_id }) => call_id)).size).toBe(2);
  const input = calls.map(
    ({ call_id }, at) => ({ type: 'function_call_output', call_id, output: `${[21, 9][at]} degrees` }) as const,
  );
  const second = await client.responses.create({ model: textModel, previous_response_id: first.id, input, ...brief });
  expect(second.output_text).toMatch(/21.*9/s);
});

test('streams a function call and its arguments', { tag: '@tools' }, async ({ client, textModel }) => {
  const events = await everythingOf(
    await client.responses.create({ model: textModel, input: paris, stream: true, ...brief }),
  );
  expect(events).toBeResponseStream();
  const done = events.find((event) => event.type === 'response.function_call_arguments.done');
  expect(JSON.parse(done?.arguments ?? '')).toEqual({ city: 'Paris' });
});

test(
  'numbers the events of a function call with consecutive sequence_number',
  { tag: '@tools' },
  async ({ client, textModel }) => {
    const events = await everythingOf(
      await client.responses.create({ model: textModel, input: paris, stream: true, ...brief }),
    );
    expect(events).toBeNumberedInSequence();
  },
);

test(
  'emits a well-formed event stream for parallel function calls',
  { tag: '@tools' },
  async ({ client, textModel }) => {
    const events = await everythingOf(
      await client.responses.create({ model: textModel, input: both, stream: true, ...brief }),
    );
    expect(events).toBeResponseStream();
  },
);

test('streams the arguments of each parallel function call', { tag: '@tools' }, async ({ client, textModel }) => {
  const events = await everythingOf(
    await client.responses.create({ model: textModel, input: both, stream: true, ...brief }),
  );
  const done = events.filter((event) => event.type === 'response.function_call_arguments.done');
  expect(done.map((event): unknown => JSON.parse(event.arguments))).toEqual([{ city: 'Paris' }, { city: 'Oslo' }]);
  expect(new Set(done.map(({ item_id }) => item_id)).size).toBe(2);
});

function callsIn({ output }: Response) {
  return output.filter((item) => item.type === 'function_call');
}
