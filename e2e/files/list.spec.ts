import { toFile, type OpenAI } from 'openai';
import { z } from 'zod';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const text = 'One line.\n';
const Page = z.object({ data: z.array(z.object({ id: z.string() })), first_id: z.string(), last_id: z.string() });

test('lists only files of the purpose asked for', async ({ client, uploadedFile }) => {
  const assistants = await uploadedFile('a.txt', text);
  const batch = await client.files.create({ purpose: 'batch', file: await toFile(Buffer.from('{}'), 'b.jsonl') });
  const files = await everythingOf(client.files.list({ purpose: 'batch', limit: 1000 }));
  await client.files.delete(batch.id);
  expect(new Set(files.map(({ purpose }) => purpose))).toEqual(new Set(['batch']));
  expect(files.map(({ id }) => id)).toContain(batch.id);
  expect(files.map(({ id }) => id)).not.toContain(assistants.id);
});

for (const order of ['asc', 'desc'] as const) {
  test(`lists files by their time of upload, ${order === 'asc' ? 'oldest' : 'newest'} first`, async ({
    client,
    uploadedFile,
  }) => {
    await uploadedFile('one.txt', text);
    await uploadedFile('two.txt', text);
    const times = (await allFiles(client, order)).map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted((a, b) => (order === 'asc' ? a - b : b - a)));
  });
}

test('gives no more files than the limit, and says that there are more', async ({ http, uploadedFile }) => {
  await uploadedFile('one.txt', text);
  await uploadedFile('two.txt', text);
  const { body } = await http.get('/v1/files?limit=1');
  expect(body).toMatchObject({ object: 'list', has_more: true, data: [{ object: 'file' }] });
});

test('names the first and the last file of a page', async ({ http, uploadedFile }) => {
  await uploadedFile('one.txt', text);
  await uploadedFile('two.txt', text);
  const { data, first_id, last_id } = Page.parse((await http.get('/v1/files?limit=2')).body);
  expect(data.map(({ id }) => id)).toEqual([first_id, last_id]);
});

test('goes on after the file that ended a page, with none that is older', async ({ client, uploadedFile }) => {
  const { id, created_at } = await uploadedFile('one.txt', text);
  // A page of all: the file that ends a smaller one may be deleted by its test before the next page is asked for.
  const { data } = await client.files.list({ limit: 10_000, order: 'asc', after: id });
  expect(data.map((file) => file.id)).not.toContain(id);
  expect(data.filter((file) => file.created_at < created_at)).toEqual([]);
});

test('refuses to go on after a file that it does not know', async ({ client }) => {
  const unknown = 'file-00000000000000000000000000000000';
  const request = client.files.list({ after: unknown });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining(unknown) });
});

test('refuses an order that there is not', async ({ client }) => {
  const request = client.get('/files', { query: { order: 'up' } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'asc' or 'desc'") });
});

test('refuses to list the files of an unknown purpose', async ({ client }) => {
  const request = client.files.list({ purpose: 'amusement' });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('purpose') });
});

test('refuses a limit of no files', async ({ client }) => {
  await expect(client.files.list({ limit: 0 })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('limit'),
  });
});

async function allFiles(client: OpenAI, order: 'asc' | 'desc') {
  return (await client.files.list({ order, limit: 10_000 })).data;
}
