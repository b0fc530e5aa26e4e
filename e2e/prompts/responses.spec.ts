import { expect, test } from '../../fixtures/index.ts';

const text =
  'You answer {{ name }}, who keeps bees on the roof of a tall house by the sea, and you are kind and brief.';
const greeting = { prompt: text, variables: ['name'] };
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

test('sends the prompt text to the model', async ({ client, textModel, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const without = await client.responses.create({ model: textModel, instructions: 'You are kind.', ...brief });
  const within = await client.responses.create({
    model: textModel,
    prompt: { id: prompt_id, variables: ada },
    ...brief,
  });
  expect(within.usage?.input_tokens).toBeGreaterThan((without.usage?.input_tokens ?? NaN) + 10);
});

test('substitutes variables in the prompt text', async ({ client, textModel, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const filled = await client.responses.create({
    model: textModel,
    prompt: { id: prompt_id, variables: ada },
    ...brief,
  });
  const written = await promptWith({ prompt: text.replace('{{ name }}', 'Ada') });
  const plain = await client.responses.create({ model: textModel, prompt: { id: written.prompt_id }, ...brief });
  expect(filled.usage?.input_tokens).toBe(plain.usage?.input_tokens);
  expect(filled.output_text).toBe(plain.output_text);
});

test('uses the default version when none is given', async ({ client, textModel, prompts, promptWith }) => {
  const { prompt_id } = await promptWith({ prompt: 'Be brief.' });
  await prompts.update(prompt_id, { prompt: text.replace('{{ name }}', 'Ada'), version: 1 });
  const of = async (version?: string) => {
    const prompt = { id: prompt_id, ...(version === undefined ? {} : { version }) };
    return (await client.responses.create({ model: textModel, prompt, ...brief })).usage?.input_tokens;
  };
  const [first, second, byDefault] = [await of('1'), await of('2'), await of()];
  expect(byDefault).toBe(second);
  expect(first).toBeLessThan(second ?? NaN);
});

test('accepts a variable given as a string', async ({ client, textModel, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const prompt = { id: prompt_id, variables: { name: 'Ada' } };
  const response = await client.responses.create({ model: textModel, prompt, ...brief });
  expect(response).toMatchObject({ prompt, output: [{ type: 'message' }] });
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
