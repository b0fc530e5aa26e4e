import { expect, test, text } from '../../fixtures/index.ts';

const greeting = { prompt: 'Greet {{ name }} kindly.', variables: ['name'] };
const brief = { input: 'Say hello.', max_output_tokens: 32, temperature: 0 };
/** A prompt is looked up before the model, so that no provider takes part. */
const UNKNOWN_MODEL = 'unknown';
const ada = { name: { type: 'input_text', text: 'Ada' } } as const;

test('returns and stores the prompt of a response', async ({ client, textModel, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const prompt = { id: prompt_id, version: '1', variables: ada };
  const response = await client.responses.create({ model: textModel, prompt, ...brief });
  expect(response).toMatchObject({ prompt, output: [{ type: 'message' }] });
  expect(await client.responses.retrieve(response.id)).toMatchObject({ prompt });
});

test('sends the prompt text to the model', async ({ client, textModel, promptWith, provider }) => {
  await provider.answers(text('Hello.'));
  const { prompt_id } = await promptWith({ prompt: 'Be kind and brief.' });
  await client.responses.create({ model: textModel, prompt: { id: prompt_id }, ...brief });
  expect((await provider.lastRequest()).messages).toEqual(['system: Be kind and brief.', 'user: Say hello.']);
});

test('substitutes variables in the prompt text', async ({ client, textModel, promptWith, provider }) => {
  await provider.answers(text('Hello.'));
  const { prompt_id } = await promptWith(greeting);
  const prompt = { id: prompt_id, variables: ada };
  await client.responses.create({ model: textModel, prompt, ...brief });
  expect((await provider.lastRequest()).messages[0]).toBe('system: Greet Ada kindly.');
});

test('uses the default version when none is given', async ({ client, textModel, prompts, promptWith, provider }) => {
  await provider.answers(text('Hello.').times(3));
  const { prompt_id: id } = await promptWith({ prompt: 'Be brief.' });
  await prompts.update(id, { prompt: 'Be long.', version: 1 });
  for (const prompt of [{ id, version: '1' }, { id, version: '2' }, { id }]) {
    await client.responses.create({ model: textModel, prompt, ...brief });
  }
  const systems = (await provider.requests()).map(({ messages }) => messages[0]);
  expect(systems).toEqual(['system: Be brief.', 'system: Be long.', 'system: Be long.']);
});

test('accepts a variable given as a string', async ({ client, textModel, promptWith, provider }) => {
  await provider.answers(text('Hello.'));
  const { prompt_id } = await promptWith(greeting);
  const prompt = { id: prompt_id, variables: { name: 'Ada' } };
  const response = await client.responses.create({ model: textModel, prompt, ...brief });
  expect(response).toMatchObject({ prompt, output: [{ type: 'message' }] });
  expect((await provider.lastRequest()).messages[0]).toBe('system: Greet Ada kindly.');
});

test('rejects an unknown prompt variable with 400', { tag: '@stack' }, async ({ client, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const prompt = { id: prompt_id, variables: { nobody: ada.name } };
  await expect(client.responses.create({ model: UNKNOWN_MODEL, prompt, ...brief })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining(`Invalid value for 'prompt.variables': nobody.`),
  });
});

test('returns 404 for a response with an unknown prompt', { tag: '@stack' }, async ({ client }) => {
  const id = `pmpt_${'a'.repeat(48)}`;
  await expect(client.responses.create({ model: UNKNOWN_MODEL, prompt: { id }, ...brief })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`Prompt '${id}' not found.`),
  });
});

test('returns 404 for a response with an unknown prompt version', { tag: '@stack' }, async ({ client, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const prompt = { id: prompt_id, version: '9', variables: ada };
  await expect(client.responses.create({ model: UNKNOWN_MODEL, prompt, ...brief })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining(`Prompt version '9' not found in prompt '${prompt_id}'.`),
  });
});
