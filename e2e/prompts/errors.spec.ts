import { expect, test } from '../../fixtures/index.ts';

const UNKNOWN = `pmpt_${'a'.repeat(48)}`;
const greeting = { prompt: 'Greet {{ name }} kindly.', variables: ['name'] };

test('returns 404 for an unknown prompt', { tag: '@stack' }, async ({ prompts }) => {
  const notFound = { status: 404, message: expect.stringContaining(`Prompt '${UNKNOWN}' not found.`) };
  await expect(prompts.retrieve(UNKNOWN)).rejects.toMatchObject(notFound);
  await expect(prompts.versions(UNKNOWN)).rejects.toMatchObject(notFound);
  await expect(prompts.update(UNKNOWN, { prompt: 'Be brief.', version: 1 })).rejects.toMatchObject(notFound);
  await expect(prompts.delete(UNKNOWN)).rejects.toMatchObject(notFound);
});

test('returns 404 for an unknown version', { tag: '@stack' }, async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const message = expect.stringContaining(`Prompt version '9' not found in prompt '${prompt_id}'.`);
  await expect(prompts.retrieve(prompt_id, 9)).rejects.toMatchObject({ status: 404, message });
  await expect(prompts.setDefault(prompt_id, 9)).rejects.toMatchObject({ status: 404, message });
});

test(
  'rejects an update of a version other than the latest with 400',
  { tag: '@stack' },
  async ({ prompts, promptWith }) => {
    const { prompt_id } = await promptWith(greeting);
    await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
    await expect(prompts.update(prompt_id, { prompt: 'Be long.', version: 1 })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Invalid value for 'version': 1. Must be the latest prompt version '2'."),
    });
    expect(await prompts.versions(prompt_id)).toHaveLength(2);
  },
);

test('rejects undeclared variables with 400', { tag: '@stack' }, async ({ client }) => {
  const request = client.post('/prompts', { body: { prompt: 'Greet {{ name }}.' } });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("Prompt contains undeclared variables: ['name']"),
  });
});

test('rejects a request without prompt with 400', { tag: '@stack' }, async ({ client }) => {
  await expect(client.post('/prompts', { body: {} })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/prompt.*Field required/),
  });
});

test("returns errors in OpenAI's error format", { tag: '@stack' }, async ({ prompts }) => {
  await expect(prompts.retrieve(UNKNOWN)).rejects.toMatchObject({
    error: { message: expect.stringContaining(`Prompt '${UNKNOWN}' not found.`) },
  });
});
