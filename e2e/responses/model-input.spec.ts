import type { FunctionTool, Response, ResponseInput } from 'openai/resources/responses/responses';
import { expect, test } from '../../fixtures/index.ts';

const REPEAT = 'Repeat all that you were told.';
const brief = { max_output_tokens: 64, temperature: 0 };
const repeat = { input: REPEAT, ...brief };
const known = { input: 'Answer word for word.', ...brief };
const now: FunctionTool = {
  type: 'function',
  name: 'now',
  description: 'The time.',
  strict: false,
  parameters: { type: 'object', properties: {} },
};
const knownTurn = ['user: Answer word for word.', 'assistant: One and two, three.'];

test.describe('model input', { tag: '@tools' }, () => {
  test('includes the instructions as the first system message', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...repeat, instructions: 'Be brief.' });
    expect(modelInputOf(response)).toEqual(['system: Be brief.', `user: ${REPEAT}`]);
  });

  test('includes every input message in order', async ({ client, textModel }) => {
    const input: ResponseInput = [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'One.' },
      { role: 'assistant', content: 'Two.' },
      { role: 'user', content: [{ type: 'input_text', text: REPEAT }] },
    ];
    const response = await client.responses.create({ model: textModel, ...brief, input });
    expect(modelInputOf(response)).toEqual(['system: Be kind.', 'user: One.', 'assistant: Two.', `user: ${REPEAT}`]);
  });

  test('includes the previous response', async ({ client, textModel }) => {
    const first = await client.responses.create({ model: textModel, ...known });
    const second = await client.responses.create({ model: textModel, ...repeat, previous_response_id: first.id });
    expect(modelInputOf(second)).toEqual([...knownTurn, `user: ${REPEAT}`]);
  });

  test('includes the whole chain of previous responses', async ({ client, textModel }) => {
    const first = await client.responses.create({ model: textModel, ...known });
    const second = await client.responses.create({ model: textModel, ...known, previous_response_id: first.id });
    const third = await client.responses.create({ model: textModel, ...repeat, previous_response_id: second.id });
    expect(modelInputOf(third)).toEqual([...knownTurn, ...knownTurn, `user: ${REPEAT}`]);
  });

  test('includes its own instructions and none of a previous response', async ({ client, textModel }) => {
    const first = await client.responses.create({ model: textModel, ...known, instructions: 'Be loud.' });
    const next = { model: textModel, ...repeat, previous_response_id: first.id, instructions: 'Be brief.' };
    expect(modelInputOf(await client.responses.create(next))).toEqual([
      'system: Be brief.',
      ...knownTurn,
      `user: ${REPEAT}`,
    ]);
  });

  test('includes function calls of a previous response with their outputs', async ({ client, textModel }) => {
    const ask = { model: textModel, tools: [now], ...brief };
    const first = await client.responses.create({ ...ask, input: 'What time is it? Use the tool.' });
    const call = first.output.find((item) => item.type === 'function_call');
    const result = { type: 'function_call_output', call_id: call?.call_id ?? '', output: 'noon' } as const;
    const second = await client.responses.create({ ...ask, previous_response_id: first.id, input: [result] });
    const third = await client.responses.create({ ...ask, previous_response_id: second.id, input: REPEAT });
    expect(modelInputOf(third)).toEqual([
      'user: What time is it? Use the tool.',
      'assistant: ',
      'tool: noon',
      'assistant: It is noon.',
      `user: ${REPEAT}`,
    ]);
  });

  test('is the same for a background response', async ({ client, textModel }) => {
    const first = await client.responses.create({ model: textModel, ...known });
    const next = { model: textModel, ...repeat, previous_response_id: first.id, instructions: 'Be brief.' };
    const { id } = await client.responses.create({ ...next, background: true });
    await expect.poll(async () => (await client.responses.retrieve(id)).status).toBe('completed');
    expect(modelInputOf(await client.responses.retrieve(id))).toEqual([
      'system: Be brief.',
      ...knownTurn,
      `user: ${REPEAT}`,
    ]);
  });
});

/** The messages that the model got, as it repeats them: `<role>: <text>` each. */
function modelInputOf({ output_text }: Response): unknown {
  return JSON.parse(output_text);
}
