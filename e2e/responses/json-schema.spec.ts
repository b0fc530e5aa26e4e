import { z } from 'zod';
import { expect, test } from '../../fixtures/index.ts';

const Colour = z.strictObject({ colour: z.enum(['red', 'green', 'blue']), warm: z.boolean() });
const schema = {
  type: 'object',
  properties: { colour: { type: 'string', enum: ['red', 'green', 'blue'] }, warm: { type: 'boolean' } },
  required: ['colour', 'warm'],
  additionalProperties: false,
};

test(
  'returns output that matches the json_schema text format',
  { tag: '@json-schema' },
  async ({ client, textModel }) => {
    const response = await client.responses.create({
      model: textModel,
      input: 'Name a colour, and say whether it is warm, as JSON.',
      text: { format: { type: 'json_schema', name: 'colour', strict: true, schema } },
      max_output_tokens: 64,
      temperature: 0,
    });
    expect(response.text?.format).toMatchObject({ type: 'json_schema', name: 'colour' });
    expect(Colour.safeParse(JSON.parse(response.output_text))).toMatchObject({ success: true });
  },
);
