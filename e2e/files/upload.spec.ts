import { toFile, type OpenAI } from 'openai';
import type { FileCreateParams } from 'openai/resources/files';
import { expect, test } from '../../fixtures/index.ts';

const purposes = ['assistants', 'batch', 'evals', 'fine-tune', 'user_data', 'vision'] as const;

for (const purpose of purposes) {
  test(`takes a file for the purpose ${purpose}`, async ({ client }) => {
    const file = await upload(client, { purpose });
    expect(file).toMatchObject({ purpose, bytes: 5, status: 'processed' });
    await client.files.delete(file.id);
  });
}

test('keeps an empty file', async ({ uploadedFile, client }) => {
  const file = await uploadedFile('empty.txt', '');
  expect(file.bytes).toBe(0);
  expect(await (await client.files.content(file.id)).text()).toBe('');
});

test('keeps two files of one name apart', async ({ uploadedFile, client }) => {
  const files = [await uploadedFile('same.txt', 'first'), await uploadedFile('same.txt', 'second')];
  expect(files[0]?.id).not.toBe(files[1]?.id);
  const texts = await Promise.all(files.map(async ({ id }) => (await client.files.content(id)).text()));
  expect(texts).toEqual(['first', 'second']);
});

test('lets a file expire after the seconds asked for', async ({ client }) => {
  const file = await upload(client, { expires_after: { anchor: 'created_at', seconds: 4545 } });
  expect((file.expires_at ?? 0) - file.created_at).toBe(4545);
  expect(await client.files.retrieve(file.id)).toMatchObject({ expires_at: file.expires_at });
  await client.files.delete(file.id);
});

test('refuses to let a file expire within an hour', async ({ client }) => {
  const request = upload(client, { expires_after: { anchor: 'created_at', seconds: 10 } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('3600') });
});

test("states a refused upload in the form of OpenAI's errors", async ({ client }) => {
  const request = upload(client, { expires_after: { anchor: 'created_at', seconds: 10 } });
  await expect(request).rejects.toMatchObject({ error: { message: expect.stringContaining('3600') } });
});

test('refuses a purpose that there is not', async ({ client }) => {
  const form = new FormData();
  form.set('purpose', 'amusement');
  form.set('file', await toFile(Buffer.from('hello'), 'hello.txt'));
  await expect(client.post('/files', { body: form })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/purpose.*'assistants'/),
  });
});

test('refuses an upload without a file', async ({ client }) => {
  const form = new FormData();
  form.set('purpose', 'assistants');
  await expect(client.post('/files', { body: form })).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/file.*Field required/),
  });
});

test('answers 404 to the second delete of a file', async ({ client }) => {
  const { id } = await upload(client, {});
  await client.files.delete(id);
  await expect(client.files.delete(id)).rejects.toMatchObject({ status: 404, message: expect.stringContaining(id) });
});

test('has no content of a file that is deleted', async ({ client }) => {
  const { id } = await upload(client, {});
  await client.files.delete(id);
  await expect(client.files.content(id)).rejects.toMatchObject({ status: 404, message: expect.stringContaining(id) });
});

async function upload(client: OpenAI, options: Partial<FileCreateParams>) {
  const file = await toFile(Buffer.from('hello'), 'hello.txt');
  return client.files.create({ purpose: 'assistants', file, ...options });
}
