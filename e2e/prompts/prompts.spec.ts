import { expect, test } from '../../fixtures/index.ts';

const greeting = { prompt: 'Greet {{ name }} kindly.', variables: ['name'] };

test('creates a prompt as version 1', async ({ promptWith }) => {
  expect(await promptWith(greeting)).toMatchObject({ ...greeting, version: 1 });
});

test('says of a new prompt that it is the default', async ({ promptWith }) => {
  expect(await promptWith(greeting)).toMatchObject({ is_default: true });
});

test('gives a prompt back as it was created', async ({ prompts, promptWith }) => {
  const prompt = await promptWith(greeting);
  expect(await prompts.retrieve(prompt.prompt_id)).toEqual({ ...prompt, is_default: true });
});

test('takes a prompt without variables', async ({ promptWith }) => {
  expect(await promptWith({ prompt: 'Be brief.' })).toMatchObject({ prompt: 'Be brief.', variables: [] });
});

test('keeps each update as a version, the last one the default', async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  const updated = await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
  expect(updated).toMatchObject({ prompt_id, prompt: 'Be brief.', variables: [], version: 2 });
  expect(await prompts.versions(prompt_id)).toEqual([
    { prompt_id, ...greeting, version: 1, is_default: false },
    { prompt_id, prompt: 'Be brief.', variables: [], version: 2, is_default: true },
  ]);
  expect(await prompts.retrieve(prompt_id)).toMatchObject({ version: 2 });
});

test('says of an update that it is the default', async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  expect(await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 })).toMatchObject({ is_default: true });
});

test('keeps the default when an update is not to take its place', async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1, set_as_default: false });
  expect(await prompts.retrieve(prompt_id)).toMatchObject({ version: 1, is_default: true });
  expect(await prompts.retrieve(prompt_id, 2)).toMatchObject({ prompt: 'Be brief.', is_default: false });
});

test('makes another version the default', async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
  expect(await prompts.setDefault(prompt_id, 1)).toMatchObject({ version: 1, is_default: true });
  const defaults = (await prompts.versions(prompt_id)).map(({ is_default }) => is_default);
  expect(defaults).toEqual([true, false]);
  expect(await prompts.retrieve(prompt_id)).toMatchObject({ version: 1 });
});

test('lists the default version of a prompt', async ({ prompts, promptWith }) => {
  const { prompt_id } = await promptWith(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
  const own = (await prompts.list()).filter((prompt) => prompt.prompt_id === prompt_id);
  expect(own).toEqual([await prompts.retrieve(prompt_id)]);
});

test('forgets a prompt that is deleted, with all versions', async ({ prompts }) => {
  const { prompt_id } = await prompts.create(greeting);
  await prompts.update(prompt_id, { prompt: 'Be brief.', version: 1 });
  await prompts.delete(prompt_id);
  const notFound = { status: 404, message: expect.stringContaining(`Prompt '${prompt_id}' not found.`) };
  await expect(prompts.retrieve(prompt_id)).rejects.toMatchObject(notFound);
  await expect(prompts.versions(prompt_id)).rejects.toMatchObject(notFound);
  await expect(prompts.delete(prompt_id)).rejects.toMatchObject(notFound);
});
