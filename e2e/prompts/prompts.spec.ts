import { expect, test } from '../../fixtures/index.ts';

const greeting = { prompt: 'Greet {{ name }} kindly.', variables: ['name'] };

test('creates a prompt as version 1', { tag: '@stack' }, async ({ promptWith }) => {
  expect(await promptWith(greeting)).toMatchObject({ ...greeting, version: 1 });
});

test('returns is_default true for a new prompt', { tag: '@stack' }, async ({ promptWith }) => {
  expect(await promptWith(greeting)).toMatchObject({ is_default: true });
});

test('retrieves a prompt as created', { tag: '@stack' }, async ({ prompts, promptWith }) => {
  const prompt = await promptWith(greeting);
  expect(await prompts.retrieve(prompt.prompt_id)).toEqual({ ...prompt, is_default: true });
});

test('accepts a prompt without variables', { tag: '@stack' }, async ({ promptWith }) => {
  expect(await promptWith({ prompt: 'Be brief.' })).toMatchObject({ prompt: 'Be brief.', variables: [] });
});

test(
  'keeps each update as a version, with the latest as default',
  { tag: '@stack' },
  async ({ prompts, promptWith }) => {
    const { prompt_id } = await promptWith(greeting);
    const updated = await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
    expect(updated).toMatchObject({ prompt_id, prompt: 'Be brief.', variables: [], version: 2 });
    expect(await prompts.versions(prompt_id)).toEqual([
      { prompt_id, ...greeting, version: 1, is_default: false },
      { prompt_id, prompt: 'Be brief.', variables: [], version: 2, is_default: true },
    ]);
    expect(await prompts.retrieve(prompt_id)).toMatchObject({ version: 2 });
  },
);

test('returns is_default true for an update', { tag: '@stack' }, async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  expect(await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 })).toMatchObject({ is_default: true });
});

test('keeps the default version with set_as_default: false', { tag: '@stack' }, async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1, set_as_default: false });
  expect(await prompts.retrieve(prompt_id)).toMatchObject({ version: 1, is_default: true });
  expect(await prompts.retrieve(prompt_id, 2)).toMatchObject({ prompt: 'Be brief.', is_default: false });
});

test('sets another version as default', { tag: '@stack' }, async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
  expect(await prompts.setDefault(prompt_id, 1)).toMatchObject({ version: 1, is_default: true });
  const defaults = (await prompts.versions(prompt_id)).map(({ is_default }) => is_default);
  expect(defaults).toEqual([true, false]);
  expect(await prompts.retrieve(prompt_id)).toMatchObject({ version: 1 });
});

test('lists the default version of each prompt', { tag: '@stack' }, async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
  const own = (await prompts.list()).filter((prompt) => prompt.prompt_id === prompt_id);
  expect(own).toEqual([await prompts.retrieve(prompt_id)]);
});

test('deletes a prompt with all its versions', { tag: '@stack' }, async ({ prompts }) => {
  const { prompt_id } = await prompts.create(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
  await prompts.delete(prompt_id);
  const notFound = { status: 404, message: expect.stringContaining(`Prompt '${prompt_id}' not found.`) };
  await expect(prompts.retrieve(prompt_id)).rejects.toMatchObject(notFound);
  await expect(prompts.versions(prompt_id)).rejects.toMatchObject(notFound);
  await expect(prompts.delete(prompt_id)).rejects.toMatchObject(notFound);
});
