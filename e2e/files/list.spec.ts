import { toFile, type OpenAI } from 'openai';
import { z } from 'zod';
import { everythingOf, expect, test } from '../../fixtures/index.ts';

const text = 'One line.\n';
const Page = z.object({ data: z.array(z.object({ id: z.string() })), first_id: z.string(), last_id: z.string() });

test('filters files by purpose', { tag: '@stack' }, async ({ client, uploadedFile }) => {
  const assistants = await uploadedFile('a.txt', text);
  const batch = await client.files.create({ purpose: 'batch', file: await toFile(Buffer.from('{}'), 'b.jsonl') });
  const files = await everythingOf(client.files.list({ purpose: 'batch', limit: 1000 }));
  await client.files.delete(batch.id);
  expect(new Set(files.map(({ purpose }) => purpose))).toEqual(new Set(['batch']));
  expect(files.map(({ id }) => id)).toContain(batch.id);
  expect(files.map(({ id }) => id)).not.toContain(assistants.id);
});

for (const order of ['asc', 'desc'] as const) {
  test(`sorts files by created_at with order=${order}`, { tag: '@stack' }, async ({ client, uploadedFile }) => {
    await uploadedFile('one.txt', text);
    await uploadedFile('two.txt', text);
    const times = (await allFiles(client, order)).map(({ created_at }) => created_at);
    expect(times).toEqual(times.toSorted((a, b) => (order === 'asc' ? a - b : b - a)));
  });
}

test('returns at most limit files and sets has_more', { tag: '@stack' }, async ({ http, uploadedFile }) => {
  await uploadedFile('one.txt', text);
  await uploadedFile('two.txt', text);
  const { body } = await http.get('/v1/files?limit=1');
  expect(body).toMatchObject({ object: 'list', has_more: true, data: [{ object: 'file' }] });
});

test('returns first_id and last_id of a page', { tag: '@stack' }, async ({ http, uploadedFile }) => {
  await uploadedFile('one.txt', text);
  await uploadedFile('two.txt', text);
  const { data, first_id, last_id } = Page.parse((await http.get('/v1/files?limit=2')).body);
  expect(data.map(({ id }) => id)).toEqual([first_id, last_id]);
});

test(
  'lists no older file after the given one in ascending order',
  { tag: '@stack' },
  async ({ client, uploadedFile }) => {
    const { id, created_at } = await uploadedFile('one.txt', text);
    // A page of all: the file that ends a smaller one may be deleted by its test before the next page is asked for.
    const { data } = await client.files.list({ limit: 10_000, order: 'asc', after: id });
    expect(data.map((file) => file.id)).not.toContain(id);
    expect(data.filter((file) => file.created_at < created_at)).toEqual([]);
  },
);

test('rejects an unknown after cursor with 400', { tag: '@stack' }, async ({ client }) => {
  const unknown = 'file-00000000000000000000000000000000';
  const request = client.files.list({ after: unknown });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining(unknown) });
});

test('rejects an unknown order with 400', { tag: '@stack' }, async ({ client }) => {
  const request = client.get('/files', { query: { order: 'up' } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'asc' or 'desc'") });
});

test('rejects an unknown purpose filter with 400', { tag: '@stack' }, async ({ client }) => {
  const request = client.files.list({ purpose: 'amusement' });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('purpose') });
});

test('rejects a limit of 0 with 400', { tag: '@stack' }, async ({ client }) => {
  await expect(client.files.list({ limit: 0 })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('limit'),
  });
});

async function allFiles(client: OpenAI, order: 'asc' | 'desc') {
  return (await client.files.list({ order, limit: 10_000 })).data;
}
