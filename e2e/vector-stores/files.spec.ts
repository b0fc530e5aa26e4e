import { CHUNKING, embedding, everythingOf, expect } from '../../fixtures/index.ts';
import { filenamesFound, test } from './fixture.ts';

const UNKNOWN = 'file-00000000000000000000000000000000';
const bread = 'Sourdough bread needs flour, water, salt and a day of patience.';
/** About 160 tokens: two chunks of `CHUNKING`, and one of the default size. */
const FACTS = Array.from({ length: 16 }, (_, at) => `Fact ${at}: the number ${at} is here.`).join(' ');
const attributes = { category: 'food', year: 2019, fresh: true };

test('returns the attributes and chunking_strategy a file was added with', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const store = await vectorStoreWith({});
  const { id } = await uploadedFile('bread.txt', bread);
  const body = { file_id: id, attributes, chunking_strategy: CHUNKING };
  const added = await client.vectorStores.files.createAndPoll(store.id, body);
  expect(added).toMatchObject({ object: 'vector_store.file', status: 'completed', attributes, usage_bytes: 63 });
  expect(await client.vectorStores.files.retrieve(id, { vector_store_id: store.id })).toEqual(added);
  expect(added.chunking_strategy).toEqual(CHUNKING);
});

test('updates file_counts and usage_bytes as files are added and removed', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const files = [await uploadedFile('bread.txt', bread), await uploadedFile('tea.txt', 'Green tea.')];
  const store = await vectorStoreWith({ files });
  expect(store).toMatchObject({ usage_bytes: 73, file_counts: { completed: 2, total: 2 } });
  await client.vectorStores.files.delete(files[0]?.id ?? '', { vector_store_id: store.id });
  const after = await client.vectorStores.retrieve(store.id);
  expect(after).toMatchObject({ usage_bytes: 10, file_counts: { completed: 1, total: 1 } });
});

test('keeps the uploaded file when it is removed from the vector store', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const file = await uploadedFile('bread.txt', bread);
  const store = await vectorStoreWith({ files: [file] });
  const deletion = await client.vectorStores.files.delete(file.id, { vector_store_id: store.id });
  expect(deletion).toEqual({ id: file.id, object: 'vector_store.file.deleted', deleted: true });
  expect(await client.files.retrieve(file.id)).toEqual(file);
});

test('paginates the files of a vector store', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const files = [await uploadedFile('bread.txt', bread), await uploadedFile('tea.txt', 'Green tea.')];
  const store = await vectorStoreWith({ files });
  const page = await client.vectorStores.files.list(store.id, { limit: 1 });
  expect(page).toMatchObject({ has_more: true, data: [{ object: 'vector_store.file', vector_store_id: store.id }] });
  const listed = await everythingOf(client.vectorStores.files.list(store.id, { limit: 1 }));
  expect(listed.map(({ id }) => id).toSorted()).toEqual(files.map(({ id }) => id).toSorted());
});

test('reports an unknown file id as failed with last_error', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const file = await client.vectorStores.files.create(store.id, { file_id: UNKNOWN, chunking_strategy: CHUNKING });
  expect(file).toMatchObject({ status: 'failed', last_error: { message: expect.stringContaining(UNKNOWN) } });
});

test('filters the files of a vector store by status', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const file = await uploadedFile('bread.txt', bread);
  const store = await vectorStoreWith({ files: [file] });
  await client.vectorStores.files.create(store.id, { file_id: UNKNOWN, chunking_strategy: CHUNKING });
  const filtered = async (filter: 'completed' | 'failed' | 'in_progress' | 'cancelled') =>
    (await client.vectorStores.files.list(store.id, { filter })).data.map(({ id }) => id);
  expect(await filtered('completed')).toEqual([file.id]);
  expect(await filtered('failed')).toEqual([UNKNOWN]);
  expect([await filtered('in_progress'), await filtered('cancelled')]).toEqual([[], []]);
});

test('updates the attributes of a file', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const file = await uploadedFile('bread.txt', bread);
  const store = await vectorStoreWith({ files: [file] });
  const changed = { category: 'art' };
  const update = await client.vectorStores.files.update(file.id, { vector_store_id: store.id, attributes: changed });
  expect(update).toMatchObject({ id: file.id, attributes: changed });
  const { attributes } = await client.vectorStores.files.retrieve(file.id, { vector_store_id: store.id });
  expect(attributes).toEqual(changed);
});

test('applies updated attributes in search filters', async ({ client, provider, storeWithDocuments }) => {
  await provider.answers(embedding().persist());
  const store = await storeWithDocuments();
  const { data } = await client.vectorStores.files.list(store.id);
  const tea = data.find(({ attributes }) => attributes?.category === 'drink');
  await client.vectorStores.files.update(tea?.id ?? '', { vector_store_id: store.id, attributes: { category: 'art' } });
  expect(await filenamesFound(client, store, { filters: { type: 'eq', key: 'category', value: 'art' } })).toEqual([
    'tea.txt',
  ]);
});

test('splits a long file into overlapping chunks', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const store = await vectorStoreWith({});
  const { id } = await uploadedFile('facts.txt', FACTS);
  const body = { file_id: id, chunking_strategy: CHUNKING };
  expect(await client.vectorStores.files.createAndPoll(store.id, body)).toMatchObject({ status: 'completed' });
  const { data } = await client.vectorStores.files.content(id, { vector_store_id: store.id });
  const chunks = data.map(({ text }) => text ?? '');
  const places = chunks.map((chunk) => FACTS.indexOf(chunk));
  expect(places[0]).toBe(0);
  for (const [at, place] of places.entries()) {
    const next = places[at + 1] ?? FACTS.length;
    expect(next).toBeGreaterThan(place);
    expect(next).toBeLessThanOrEqual(place + (chunks[at]?.length ?? 0));
  }
  expect(FACTS.endsWith(chunks.at(-1) ?? 'none')).toBe(true);
});

test('splits files given on creation by the chunking_strategy of the store', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const file = await uploadedFile('facts.txt', FACTS);
  const store = await vectorStoreWith({ files: [file] });
  const { data } = await client.vectorStores.files.content(file.id, { vector_store_id: store.id });
  expect(data.length).toBeGreaterThan(1);
});

const requests = [
  { what: 'retrieving', method: 'get' },
  { what: 'removing', method: 'delete' },
] as const;

for (const { what, method } of requests) {
  test(
    `reports not found when ${what} a file the vector store does not have`,
    { tag: '@stack' },
    async ({ client, vectorStoreWith }) => {
      const store = await vectorStoreWith({});
      const request = client[method](`/vector_stores/${store.id}/files/${UNKNOWN}`);
      await expect(request).rejects.toMatchObject({
        message: expect.stringContaining(`${UNKNOWN} not found in vector`),
      });
    },
  );

  test(
    `answers 404 when ${what} a file the vector store does not have`,
    { tag: '@stack' },
    async ({ client, vectorStoreWith }) => {
      const store = await vectorStoreWith({});
      const request = client[method](`/vector_stores/${store.id}/files/${UNKNOWN}`);
      await expect(request).rejects.toMatchObject({ status: 404 });
    },
  );
}

test('rejects an unknown status filter with 400', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const request = client.get(`/vector_stores/${store.id}/files`, { query: { filter: 'lost' } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'in_progress'") });
});
