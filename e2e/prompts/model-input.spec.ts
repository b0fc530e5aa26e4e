import { expect, test } from '../../fixtures/index.ts';

const REPEAT = 'Repeat all that you were told.';
const brief = { input: REPEAT, max_output_tokens: 64, temperature: 0 };
const text = (text: string) => ({ type: 'input_text', text }) as const;

test.describe('model input', { tag: '@tools' }, () => {
  test('includes the prompt text with its variables substituted', async ({ client, textModel, promptWith }) => {
    const variables = ['name', 'place'];
    const { prompt_id } = await promptWith({ prompt: 'Greet {{ name }} of {{ place }}, {{ name }}!', variables });
    const prompt = { id: prompt_id, variables: { name: text('Ada'), place: text('Oslo') } };
    const { output_text } = await client.responses.create({ model: textModel, prompt, ...brief });
    expect(JSON.parse(output_text)).toEqual(['system: Greet Ada of Oslo, Ada!', `user: ${REPEAT}`]);
  });

  test('includes the requested version of the prompt', async ({ client, textModel, prompts, promptWith }) => {
    const { prompt_id } = await promptWith({ prompt: 'Be brief.' });
    await prompts.update(prompt_id, { prompt: 'Be long.', version: 1 });
    const modelInputFor = async (prompt: { id: string; version?: string }): Promise<unknown> =>
      JSON.parse((await client.responses.create({ model: textModel, prompt, ...brief })).output_text);
    expect(await modelInputFor({ id: prompt_id, version: '1' })).toEqual(['system: Be brief.', `user: ${REPEAT}`]);
    expect(await modelInputFor({ id: prompt_id })).toEqual(['system: Be long.', `user: ${REPEAT}`]);
  });

  test('leaves placeholders inside variable values unchanged', async ({ client, textModel, promptWith }) => {
    const variables = ['name', 'place'];
    const { prompt_id } = await promptWith({ prompt: 'Greet {{ name }} of {{ place }}.', variables });
    const prompt = { id: prompt_id, variables: { name: text('{{ place }}'), place: text('Oslo') } };
    const { output_text } = await client.responses.create({ model: textModel, prompt, ...brief });
    expect(JSON.parse(output_text)).toEqual(['system: Greet {{ place }} of Oslo.', `user: ${REPEAT}`]);
  });
});
