import { expect, test } from '../../fixtures/index.ts';

const UNKNOWN = `pmpt_${'a'.repeat(48)}`;
const greeting = { prompt: 'Greet {{ name }} kindly.', variables: ['name'] };

test('does not find a prompt that it does not know', async ({ prompts }) => {
  const notFound = { status: 404, message: expect.stringContaining(`Prompt '${UNKNOWN}' not found.`) };
  await expect(prompts.retrieve(UNKNOWN)).rejects.toMatchObject(notFound);
  await expect(prompts.versions(UNKNOWN)).rejects.toMatchObject(notFound);
  await expect(prompts.update(UNKNOWN, { prompt: 'Be brief.', version: 1 })).rejects.toMatchObject(notFound);
  await expect(prompts.delete(UNKNOWN)).rejects.toMatchObject(notFound);
});

test('does not find a version that a prompt does not have', async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const message = expect.stringContaining(`Prompt version '9' not found in prompt '${prompt_id}'.`);
  await expect(prompts.retrieve(prompt_id, 9)).rejects.toMatchObject({ status: 404, message });
  await expect(prompts.setDefault(prompt_id, 9)).rejects.toMatchObject({ status: 404, message });
});

test('refuses an update of another version than the last', async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
  await expect(prompts.update(prompt_id, { prompt: 'Be long.', version: 1 })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("Invalid value for 'version': 1. Must be the latest prompt version '2'."),
  });
  expect(await prompts.versions(prompt_id)).toHaveLength(2);
});

test('refuses a prompt whose variables are not declared', async ({ client }) => {
  const request = client.post('/prompts', { body: { prompt: 'Greet {{ name }}.' } });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("Prompt contains undeclared variables: ['name']"),
  });
});

test('refuses a prompt without a text', async ({ client }) => {
  await expect(client.post('/prompts', { body: {} })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/prompt.*Field required/),
  });
});

test("states a prompt's error in the form of OpenAI's errors", async ({ prompts }) => {
  await expect(prompts.retrieve(UNKNOWN)).rejects.toMatchObject({
    error: { message: expect.stringContaining(`Prompt '${UNKNOWN}' not found.`) },
  });
});
