import type { FunctionTool, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { expect, test, text } from '../../fixtures/index.ts';

const hello = { input: 'Say hello.', max_output_tokens: 64 };
const parameters = {
  type: 'object',
  $defs: { city: { enum: ['Paris', 'Oslo'] } },
  properties: { city: { $ref: '#/$defs/city' } },
  required: ['city'],
  additionalProperties: false,
};
const get_weather: FunctionTool = {
  type: 'function',
  name: 'get_weather',
  description: 'Now.',
  strict: true,
  parameters,
};
const schema = {
  ...parameters,
  properties: { city: { type: ['string', 'null'] }, days: { type: 'array', minItems: 1 } },
};
const chatTool = { type: 'function', function: { name: 'get_weather', description: 'Now.', strict: true, parameters } };

/** Parameters of a response, and those that its chat completions request to the provider must have. */
const cases: { what: string; given: Partial<ResponseCreateParamsNonStreaming>; sent: object }[] = [
  { what: 'temperature and top_p', given: { temperature: 0.25, top_p: 0.5 }, sent: { temperature: 0.25, top_p: 0.5 } },
  { what: 'function tools', given: { tools: [get_weather] }, sent: { tools: [chatTool] } },
  {
    what: 'parallel_tool_calls: false',
    given: { tools: [get_weather], parallel_tool_calls: false },
    sent: { tools: [chatTool], parallel_tool_calls: false },
  },
  {
    what: 'tool_choice of a function',
    given: { tools: [get_weather], tool_choice: { type: 'function', name: 'get_weather' } },
    sent: { tools: [chatTool], tool_choice: { type: 'function', function: { name: 'get_weather' } } },
  },
  {
    what: 'a json_schema text format',
    given: { text: { format: { type: 'json_schema', name: 'when', schema } } },
    sent: { response_format: { type: 'json_schema', json_schema: { name: 'when', schema } } },
  },
  {
    what: 'strict of a json_schema text format',
    given: { text: { format: { type: 'json_schema', name: 'when', strict: true, schema } } },
    sent: { response_format: { json_schema: { strict: true } } },
  },
  {
    what: 'a json_object text format',
    given: { text: { format: { type: 'json_object' } } },
    sent: { response_format: { type: 'json_object' } },
  },
  {
    what: 'logprobs and top_logprobs',
    given: { include: ['message.output_text.logprobs'], top_logprobs: 2 },
    sent: { logprobs: true, top_logprobs: 2 },
  },
  { what: 'reasoning.effort', given: { reasoning: { effort: 'low' } }, sent: { reasoning_effort: 'low' } },
  {
    what: 'frequency_penalty and presence_penalty',
    given: { frequency_penalty: 0.5, presence_penalty: -0.5 } as object,
    sent: { frequency_penalty: 0.5, presence_penalty: -0.5 },
  },
  {
    what: 'prompt_cache_key',
    given: { prompt_cache_key: 'shelf-b7' },
    sent: { prompt_cache_key: 'shelf-b7' },
  },
  { what: 'safety_identifier', given: { safety_identifier: 'ada' }, sent: { safety_identifier: 'ada' } },
  { what: 'service_tier', given: { service_tier: 'flex' }, sent: { service_tier: 'flex' } },
];

test.describe('Chat Completions request', () => {
  test.beforeEach(({ provider }) => provider.answers(text('Hello.')));

  for (const { what, given, sent } of cases) {
    test(`includes ${what}`, async ({ client, textModel, provider }) => {
      await client.responses.create({ model: textModel, ...hello, ...given });
      expect((await provider.lastRequest()).settings).toMatchObject({ max_completion_tokens: 64, ...sent });
    });
  }

  test('includes only parameters that were set', async ({ client, textModel, setup, provider }) => {
    await client.responses.create({ model: textModel, ...hello });
    expect((await provider.lastRequest()).settings).toEqual({
      model: textModel.replace(`${setup.provider}/`, ''),
      max_completion_tokens: 64,
      stream: true,
      stream_options: { include_usage: true },
    });
  });
});
