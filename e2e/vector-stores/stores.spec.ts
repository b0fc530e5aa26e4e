import { CHUNKING, embedding, expect, test } from '../../fixtures/index.ts';

const bread = 'Sourdough bread needs flour, water, salt and a day of patience.';

test('ingests the files given in file_ids on creation', async ({ uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const files = [
    await uploadedFile('bread.txt', bread),
    await uploadedFile('tea.txt', 'Green tea wants water below boiling.'),
  ];
  const store = await vectorStoreWith({ name: 'kitchen', files });
  expect(store).toMatchObject({
    object: 'vector_store',
    id: expect.stringMatching(/^vs_/),
    name: 'kitchen',
    status: 'completed',
  });
  expect(store.file_counts).toEqual({ completed: 2, in_progress: 0, failed: 0, cancelled: 0, total: 2 });
});

test('ingests a file added to an existing vector store', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const store = await vectorStoreWith({});
  const file = await uploadedFile('bread.txt', bread);
  await client.vectorStores.files.create(store.id, {
    file_id: file.id,
    chunking_strategy: CHUNKING,
    attributes: { category: 'food' },
  });
  const added = () => client.vectorStores.files.retrieve(file.id, { vector_store_id: store.id });
  await expect.poll(async () => (await added()).status).toBe('completed');
  expect(await added()).toMatchObject({
    id: file.id,
    vector_store_id: store.id,
    attributes: { category: 'food' },
    last_error: null,
  });
});

test('returns the parsed content of an ingested file', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const file = await uploadedFile('bread.txt', bread);
  const store = await vectorStoreWith({ files: [file] });
  const { data } = await client.vectorStores.files.content(file.id, { vector_store_id: store.id });
  expect(data.map(({ text }) => text)).toEqual([bread]);
});

test('reports the chunking_strategy given on creation for each file', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const file = await uploadedFile('bread.txt', bread);
  const store = await vectorStoreWith({ files: [file] });
  const ingested = await client.vectorStores.files.retrieve(file.id, { vector_store_id: store.id });
  expect(ingested.chunking_strategy).toEqual(CHUNKING);
});

test('lists a renamed vector store under its new name', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const { id } = await vectorStoreWith({ name: 'before' });
  await client.vectorStores.update(id, { name: 'after', metadata: { shelf: 'b7' } });
  const { data } = await client.vectorStores.list({ order: 'desc', limit: 100 });
  expect(data.find((store) => store.id === id)).toMatchObject({ name: 'after', metadata: { shelf: 'b7' } });
});

test('reports a deleted vector store as not found', { tag: '@stack' }, async ({ client, embeddingModel }) => {
  const body = { name: 'brief', embedding_model: embeddingModel.id, embedding_dimension: embeddingModel.dimension };
  const { id } = await client.vectorStores.create(body);
  expect(await client.vectorStores.delete(id)).toMatchObject({ id, deleted: true });
  await expect(client.vectorStores.retrieve(id)).rejects.toMatchObject({
    message: expect.stringContaining(`'${id}' not found`),
  });
});

test('answers 404 when retrieving an unknown vector store', { tag: '@stack' }, async ({ client }) => {
  await expect(client.vectorStores.retrieve('vs_unknown')).rejects.toMatchObject({ status: 404 });
});
