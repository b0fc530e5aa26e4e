import type { FunctionTool, ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

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
const asTold = { type: 'function', function: { name: 'get_weather', description: 'Now.', strict: true, parameters } };

/** What a response is asked with, and what the provider must be asked with for it. */
const settings: { what: string; given: Partial<ResponseCreateParamsNonStreaming>; told: object }[] = [
  { what: 'temperature and top_p', given: { temperature: 0.25, top_p: 0.5 }, told: { temperature: 0.25, top_p: 0.5 } },
  { what: 'functions', given: { tools: [get_weather] }, told: { tools: [asTold] } },
  {
    what: 'a demand for one call at a time',
    given: { tools: [get_weather], parallel_tool_calls: false },
    told: { tools: [asTold], parallel_tool_calls: false },
  },
  {
    what: 'the choice of a function',
    given: { tools: [get_weather], tool_choice: { type: 'function', name: 'get_weather' } },
    told: { tools: [asTold], tool_choice: { type: 'function', function: { name: 'get_weather' } } },
  },
  {
    what: 'a JSON schema',
    given: { text: { format: { type: 'json_schema', name: 'when', schema } } },
    told: { response_format: { type: 'json_schema', json_schema: { name: 'when', schema } } },
  },
  {
    what: 'the strictness of a JSON schema',
    given: { text: { format: { type: 'json_schema', name: 'when', strict: true, schema } } },
    told: { response_format: { json_schema: { strict: true } } },
  },
  {
    what: 'the form of a JSON object',
    given: { text: { format: { type: 'json_object' } } },
    told: { response_format: { type: 'json_object' } },
  },
  {
    what: 'a wish for log probabilities',
    given: { include: ['message.output_text.logprobs'], top_logprobs: 2 },
    told: { logprobs: true, top_logprobs: 2 },
  },
  { what: 'an effort of reasoning', given: { reasoning: { effort: 'low' } }, told: { reasoning_effort: 'low' } },
  {
    what: 'penalties',
    given: { frequency_penalty: 0.5, presence_penalty: -0.5 } as object,
    told: { frequency_penalty: 0.5, presence_penalty: -0.5 },
  },
  {
    what: 'a key to cache by',
    given: { prompt_cache_key: 'shelf-b7' },
    told: { prompt_cache_key: 'shelf-b7' },
  },
  { what: 'the mark of who asks', given: { safety_identifier: 'ada' }, told: { safety_identifier: 'ada' } },
  { what: 'a service tier', given: { service_tier: 'flex' }, told: { service_tier: 'flex' } },
];

test.describe('a response', { tag: '@tools' }, () => {
  for (const { what, given, told } of settings) {
    test(`hands ${what} on in the words of chat`, async ({ client, textModel }) => {
      const ask = { model: textModel, input: 'Repeat your settings.', max_output_tokens: 64, ...given };
      const { output_text } = await client.responses.create(ask);
      expect(JSON.parse(output_text)).toMatchObject({ max_completion_tokens: 64, ...told });
    });
  }

  test('hands on nothing that was not asked for', async ({ client, textModel, setup }) => {
    const ask = { model: textModel, input: 'Repeat your settings.', max_output_tokens: 64 };
    const { output_text } = await client.responses.create(ask);
    const { stream, stream_options, ...told } = z.record(z.string(), z.unknown()).parse(JSON.parse(output_text));
    expect([stream, stream_options]).toEqual([true, { include_usage: true }]);
    expect(told).toEqual({ model: textModel.replace(`${setup.provider}/`, ''), max_completion_tokens: 64 });
  });
});
