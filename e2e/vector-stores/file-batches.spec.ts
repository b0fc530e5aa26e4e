import type OpenAI from 'openai';
import { CHUNKING, embedding, everythingOf, expect, test } from '../../fixtures/index.ts';

const UNKNOWN = 'file-00000000000000000000000000000000';
const bread = 'Sourdough bread needs flour, water, salt and a day of patience.';
const tea = 'Green tea wants water well below boiling, and two minutes.';
const counts = { in_progress: 0, completed: 0, failed: 0, cancelled: 0 };

test('ingests a file batch with the same attributes for all files', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const file_ids = [(await uploadedFile('bread.txt', bread)).id, (await uploadedFile('tea.txt', tea)).id];
  const store = await vectorStoreWith({});
  const body = { file_ids, attributes: { category: 'food' }, chunking_strategy: CHUNKING };
  const batch = await client.vectorStores.fileBatches.create(store.id, body);
  const ended = await untilEnded(client, store.id, batch.id);
  expect(batch).toMatchObject({ object: 'vector_store.files_batch', vector_store_id: store.id });
  expect(batch.file_counts).toMatchObject({ total: 2, failed: 0 });
  expect(ended).toMatchObject({
    id: batch.id,
    status: 'completed',
    file_counts: { ...counts, completed: 2, total: 2 },
  });
  const files = await everythingOf(client.vectorStores.files.list(store.id));
  expect(files.map(({ attributes }) => attributes)).toEqual([{ category: 'food' }, { category: 'food' }]);
});

test('returns files of a file batch in search results', async ({ client, uploadedFile, vectorStoreWith }) => {
  const file_ids = [(await uploadedFile('bread.txt', bread)).id, (await uploadedFile('tea.txt', tea)).id];
  const store = await vectorStoreWith({});
  const batch = await client.vectorStores.fileBatches.create(store.id, { file_ids, chunking_strategy: CHUNKING });
  await untilEnded(client, store.id, batch.id);
  const { data } = await client.vectorStores.search(store.id, { query: 'sourdough bread', max_num_results: 1 });
  expect(data).toMatchObject([{ filename: 'bread.txt', content: [{ text: bread }] }]);
});

test('paginates the files of a file batch and filters them by status', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const file_ids = [(await uploadedFile('bread.txt', bread)).id, (await uploadedFile('tea.txt', tea)).id, UNKNOWN];
  const store = await vectorStoreWith({});
  const batch = await client.vectorStores.fileBatches.create(store.id, { file_ids, chunking_strategy: CHUNKING });
  const ended = await untilEnded(client, store.id, batch.id);
  expect(ended.file_counts).toEqual({ ...counts, completed: 2, failed: 1, total: 3 });
  const listed = async (query: { limit?: number; filter?: 'completed' | 'failed' }) => {
    const at = { vector_store_id: store.id, ...query };
    return (await everythingOf(client.vectorStores.fileBatches.listFiles(batch.id, at))).map(({ id }) => id).toSorted();
  };
  expect(await listed({ limit: 1 })).toEqual(file_ids.toSorted());
  expect(await listed({ filter: 'completed' })).toEqual(file_ids.slice(0, 2).toSorted());
  expect(await listed({ filter: 'failed' })).toEqual([UNKNOWN]);
});

test('ingests a file batch with attributes per file', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const { id } = await uploadedFile('bread.txt', bread);
  const store = await vectorStoreWith({});
  const files = [{ file_id: id, attributes: { category: 'food' }, chunking_strategy: CHUNKING }];
  const batch = await client.vectorStores.fileBatches.create(store.id, { files });
  expect((await untilEnded(client, store.id, batch.id)).file_counts).toMatchObject({ completed: 1, total: 1 });
});

test('cancels a file batch', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const file_ids = Array.from({ length: 40 }, (_, at) => `file-${at.toString(16).padStart(32, '0')}`);
  const { id } = await client.vectorStores.fileBatches.create(store.id, { file_ids, chunking_strategy: CHUNKING });
  const cancelled = await client.vectorStores.fileBatches.cancel(id, { vector_store_id: store.id });
  expect(cancelled).toMatchObject({ id, status: 'cancelled', file_counts: { total: 40 } });
  expect(await untilEnded(client, store.id, id)).toMatchObject({ status: 'cancelled' });
});

test('rejects cancelling a completed file batch with 400', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const batch = await client.vectorStores.fileBatches.create(store.id, { file_ids: [UNKNOWN] });
  await untilEnded(client, store.id, batch.id);
  const request = client.vectorStores.fileBatches.cancel(batch.id, { vector_store_id: store.id });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining(`Cannot cancel batch ${batch.id} with status completed`),
  });
});

test('rejects empty file_ids with 400', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const request = client.vectorStores.fileBatches.create(store.id, { file_ids: [] });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('file_ids') });
});

for (const { what, method, rest } of [
  { what: 'retrieving', method: 'get', rest: '' },
  { what: 'cancelling', method: 'post', rest: '/cancel' },
  { what: 'listing the files of', method: 'get', rest: '/files' },
] as const) {
  test(
    `reports not found when ${what} an unknown file batch`,
    { tag: '@stack' },
    async ({ client, vectorStoreWith }) => {
      const store = await vectorStoreWith({});
      const request = client[method](`/vector_stores/${store.id}/file_batches/batch_unknown${rest}`);
      await expect(request).rejects.toMatchObject({
        message: expect.stringContaining('File batch batch_unknown not found'),
      });
    },
  );

  test(`answers 404 when ${what} an unknown file batch`, { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
    const store = await vectorStoreWith({});
    const request = client[method](`/vector_stores/${store.id}/file_batches/batch_unknown${rest}`);
    await expect(request).rejects.toMatchObject({ status: 404 });
  });
}

/** The batch, once nothing of it is in progress. */
async function untilEnded(client: OpenAI, store: string, id: string) {
  const batch = () => client.vectorStores.fileBatches.retrieve(id, { vector_store_id: store });
  await expect.poll(async () => (await batch()).status).not.toBe('in_progress');
  return batch();
}
