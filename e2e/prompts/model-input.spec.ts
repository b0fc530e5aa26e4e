import { expect, test, text } from '../../fixtures/index.ts';

const hello = { input: 'Say hello.', max_output_tokens: 64, temperature: 0 };
const inputText = (value: string) => ({ type: 'input_text', text: value }) as const;

test.describe('model input', () => {
  const variables = ['name', 'place'];

  test('includes the prompt text with its variables substituted', async ({
    client,
    textModel,
    promptWith,
    provider,
  }) => {
    await provider.answers(text('Hello.'));
    const { prompt_id } = await promptWith({ prompt: 'Greet {{ name }} of {{ place }}, {{ name }}!', variables });
    const prompt = { id: prompt_id, variables: { name: inputText('Ada'), place: inputText('Oslo') } };
    await client.responses.create({ model: textModel, prompt, ...hello });
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['system: Greet Ada of Oslo, Ada!', 'user: Say hello.']);
  });

  test('includes the requested version of the prompt', async ({ client, textModel, prompts, promptWith, provider }) => {
    await provider.answers(text('Hello.').times(2));
    const { prompt_id } = await promptWith({ prompt: 'Be brief.' });
    await prompts.update(prompt_id, { prompt: 'Be long.', version: 1 });
    await client.responses.create({ model: textModel, prompt: { id: prompt_id, version: '1' }, ...hello });
    await client.responses.create({ model: textModel, prompt: { id: prompt_id }, ...hello });
    expect((await provider.requests()).map(({ messages }) => messages)).toEqual([
      ['system: Be brief.', 'user: Say hello.'],
      ['system: Be long.', 'user: Say hello.'],
    ]);
  });

  test('leaves placeholders inside variable values unchanged', async ({ client, textModel, promptWith, provider }) => {
    await provider.answers(text('Hello.'));
    const { prompt_id } = await promptWith({ prompt: 'Greet {{ name }} of {{ place }}.', variables });
    const prompt = { id: prompt_id, variables: { name: inputText('{{ place }}'), place: inputText('Oslo') } };
    await client.responses.create({ model: textModel, prompt, ...hello });
    const { messages } = await provider.lastRequest();
    expect(messages).toEqual(['system: Greet {{ place }} of Oslo.', 'user: Say hello.']);
  });
});
