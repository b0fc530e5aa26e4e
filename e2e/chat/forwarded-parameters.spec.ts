import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { expect, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Repeat your settings.' } as const];
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const get_weather = { type: 'function', function: { name: 'get_weather', parameters } } as const;
const schema = {
  type: 'object',
  properties: {
    on: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    list: { type: 'array', items: { enum: [1, 2] } },
  },
  required: ['on', 'list'],
  additionalProperties: false,
};

const settings: Partial<ChatCompletionCreateParamsNonStreaming>[] = [
  { temperature: 0.25, top_p: 0.5, seed: 7 },
  { frequency_penalty: 0.5, presence_penalty: -0.5 },
  { stop: ['zebra', '\n\n'] },
  { logit_bias: { '50256': -100 } },
  { user: 'ada' },
  { tools: [get_weather], tool_choice: 'auto', parallel_tool_calls: false },
  { tools: [get_weather], tool_choice: { type: 'function', function: { name: 'get_weather' } } },
  { response_format: { type: 'json_schema', json_schema: { name: 'when', strict: true, schema } } },
  { response_format: { type: 'json_object' } },
  { reasoning_effort: 'low' },
  { service_tier: 'auto', safety_identifier: 'ada', prompt_cache_key: 'shelf-b7' },
];

test.describe('chat completions', { tag: '@tools' }, () => {
  for (const setting of settings) {
    const names = Object.keys(setting).join(', ');
    const kind = setting.response_format?.type ?? (typeof setting.tool_choice === 'object' ? 'named' : '');
    test(`forwards ${names}${kind && ` (${kind})`} unchanged`, async ({ client, textModel, setup }) => {
      const ask = { model: textModel, messages, max_tokens: 64, ...setting };
      const { choices } = await client.chat.completions.create(ask);
      const model = textModel.replace(`${setup.provider}/`, '');
      // A provider may know the limit by its newer name only.
      const content = choices[0]?.message.content?.replace('"max_completion_tokens"', '"max_tokens"');
      expect(JSON.parse(content ?? '')).toEqual({ model, max_tokens: 64, ...setting });
    });
  }
});
