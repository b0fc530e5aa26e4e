import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { expect, test, text } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];
const schema = {
  type: 'object',
  properties: {
    on: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    list: { type: 'array', items: { enum: [1, 2] } },
  },
  required: ['on', 'list'],
  additionalProperties: false,
};
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const get_weather = { type: 'function', function: { name: 'get_weather', parameters } } as const;

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

test.describe('chat completions', () => {
  for (const setting of settings) {
    const names = Object.keys(setting).join(', ');
    const kind = setting.response_format?.type ?? (typeof setting.tool_choice === 'object' ? 'named' : '');
    test(`forwards ${names}${kind && ` (${kind})`} unchanged`, async ({ client, provider, setup, textModel }) => {
      await provider.answers(text('Hello.'));
      await client.chat.completions.create({ model: textModel, messages, max_tokens: 64, ...setting });
      const model = textModel.replace(`${setup.provider}/`, '');
      const { max_completion_tokens, ...body } = (await provider.lastRequest()).settings;
      // A provider may know the limit by its newer name only.
      const limit = max_completion_tokens === undefined ? {} : { max_tokens: max_completion_tokens };
      expect({ ...body, ...limit }).toEqual({ model, max_tokens: 64, ...setting });
    });
  }
});
