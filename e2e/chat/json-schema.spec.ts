import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const Colour = z.strictObject({ colour: z.enum(['red', 'green', 'blue']), warm: z.boolean() });
const schema = {
  type: 'object',
  properties: { colour: { type: 'string', enum: ['red', 'green', 'blue'] }, warm: { type: 'boolean' } },
  required: ['colour', 'warm'],
  additionalProperties: false,
};
const question = 'Name a colour, and say whether it is warm, as JSON.';
const brief = { max_tokens: 64, temperature: 0 };

test(
  'returns content that follows a json_schema response_format',
  { tag: '@json-schema' },
  async ({ client, textModel }) => {
    const { choices } = await client.chat.completions.create({
      model: textModel,
      messages: [{ role: 'user', content: question }],
      response_format: { type: 'json_schema', json_schema: { name: 'colour', strict: true, schema } },
      ...brief,
    });
    expect(choices[0]?.finish_reason).toBe('stop');
    expect(Colour.safeParse(JSON.parse(choices[0]?.message.content ?? ''))).toMatchObject({ success: true });
  },
);
