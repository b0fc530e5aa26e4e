import { toFile, type OpenAI } from 'openai';
import type { FileCreateParams } from 'openai/resources/files';
import { expect, test } from '../../fixtures/index.ts';

const purposes = ['assistants', 'batch', 'evals', 'fine-tune', 'user_data', 'vision'] as const;

for (const purpose of purposes) {
  test(`accepts an upload with purpose ${purpose}`, { tag: '@stack' }, async ({ client }) => {
    const file = await upload(client, { purpose });
    expect(file).toMatchObject({ purpose, bytes: 5, status: 'processed' });
    await client.files.delete(file.id);
  });
}

test('accepts an empty file', { tag: '@stack' }, async ({ uploadedFile, client }) => {
  const file = await uploadedFile('empty.txt', '');
  expect(file.bytes).toBe(0);
  expect(await (await client.files.content(file.id)).text()).toBe('');
});

test('keeps two files with the same filename separate', { tag: '@stack' }, async ({ uploadedFile, client }) => {
  const files = [await uploadedFile('same.txt', 'first'), await uploadedFile('same.txt', 'second')];
  expect(files[0]?.id).not.toBe(files[1]?.id);
  const texts = await Promise.all(files.map(async ({ id }) => (await client.files.content(id)).text()));
  expect(texts).toEqual(['first', 'second']);
});

test('sets expires_at from expires_after', { tag: '@stack' }, async ({ client }) => {
  const file = await upload(client, { expires_after: { anchor: 'created_at', seconds: 4545 } });
  expect((file.expires_at ?? 0) - file.created_at).toBe(4545);
  expect(await client.files.retrieve(file.id)).toMatchObject({ expires_at: file.expires_at });
  await client.files.delete(file.id);
});

test('rejects expires_after below 3600 seconds with 400', { tag: '@stack' }, async ({ client }) => {
  const request = upload(client, { expires_after: { anchor: 'created_at', seconds: 10 } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('3600') });
});

test('returns an OpenAI error object for a rejected upload', { tag: '@stack' }, async ({ client }) => {
  const request = upload(client, { expires_after: { anchor: 'created_at', seconds: 10 } });
  await expect(request).rejects.toMatchObject({ error: { message: expect.stringContaining('3600') } });
});

test('rejects an upload with an unknown purpose with 400', { tag: '@stack' }, async ({ client }) => {
  const form = new FormData();
  form.set('purpose', 'amusement');
  form.set('file', await toFile(Buffer.from('hello'), 'hello.txt'));
  await expect(client.post('/files', { body: form })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/purpose.*'assistants'/),
  });
});

test('rejects an upload without a file with 400', { tag: '@stack' }, async ({ client }) => {
  const form = new FormData();
  form.set('purpose', 'assistants');
  await expect(client.post('/files', { body: form })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/file.*Field required/),
  });
});

test('answers 404 when deleting a file twice', { tag: '@stack' }, async ({ client }) => {
  const { id } = await upload(client, {});
  await client.files.delete(id);
  await expect(client.files.delete(id)).rejects.toMatchObject({ status: 404, message: expect.stringContaining(id) });
});

test('answers 404 for the content of a deleted file', { tag: '@stack' }, async ({ client }) => {
  const { id } = await upload(client, {});
  await client.files.delete(id);
  await expect(client.files.content(id)).rejects.toMatchObject({ status: 404, message: expect.stringContaining(id) });
});

async function upload(client: OpenAI, options: Partial<FileCreateParams>) {
  const file = await toFile(Buffer.from('hello'), 'hello.txt');
  return client.files.create({ purpose: 'assistants', file, ...options });
}
