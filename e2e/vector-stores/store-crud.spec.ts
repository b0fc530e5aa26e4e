import { CHUNKING, embedding, everythingOf, expect, test } from '../../fixtures/index.ts';

const bread = 'Sourdough bread needs flour, water, salt and a day of patience.';
const expires_after = { anchor: 'last_active_at', days: 2 } as const;

test(
  'returns the same vector store object from create and retrieve',
  { tag: '@stack' },
  async ({ client, embeddingModel }) => {
    const store = await client.vectorStores.create({
      name: 'kitchen',
      metadata: { floor: 'two' },
      ...settings(embeddingModel),
    });
    const kept = await client.vectorStores.retrieve(store.id);
    await client.vectorStores.delete(store.id);
    expect(kept).toEqual(store);
    expect(store).toMatchObject({ name: 'kitchen', status: 'completed', usage_bytes: 0, metadata: { floor: 'two' } });
    expect(store.file_counts).toEqual({ completed: 0, in_progress: 0, failed: 0, cancelled: 0, total: 0 });
  },
);

test('keeps two vector stores with the same name separate', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const [one, two] = [await vectorStoreWith({ name: 'same' }), await vectorStoreWith({ name: 'same' })];
  expect(one.id).not.toBe(two.id);
  await client.vectorStores.update(one.id, { name: 'other' });
  expect(await client.vectorStores.retrieve(two.id)).toMatchObject({ name: 'same' });
});

test('lists every vector store exactly once across pages', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const mine = [await vectorStoreWith({}), await vectorStoreWith({})].map(({ id }) => id);
  const page = await client.vectorStores.list({ limit: 1 });
  expect(page).toMatchObject({ has_more: true, data: [{ object: 'vector_store' }] });
  const all = (await everythingOf(client.vectorStores.list({ limit: 100 }))).map(({ id }) => id);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toEqual(expect.arrayContaining(mine));
});

test(
  'excludes the vector store given as after from the next page',
  { tag: '@stack' },
  async ({ client, vectorStoreWith }) => {
    const { id } = await vectorStoreWith({});
    const after = await client.vectorStores.list({ after: id, limit: 100 });
    expect(after.data.map((store) => store.id)).not.toContain(id);
  },
);

test('updates name, metadata and expires_after', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const { id } = await vectorStoreWith({ name: 'before' });
  const change = { name: 'after', metadata: { floor: 'two' }, expires_after };
  expect(await client.vectorStores.update(id, change)).toMatchObject({ id, ...change });
  expect(await client.vectorStores.retrieve(id)).toMatchObject({ id, ...change });
});

test('keeps the name when only metadata is updated', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const { id } = await vectorStoreWith({ name: 'before' });
  const changed = await client.vectorStores.update(id, { metadata: { floor: 'two' } });
  expect(changed).toMatchObject({ name: 'before' });
});

test(
  'computes expires_at from expires_after and last_active_at',
  { tag: '@stack' },
  async ({ client, embeddingModel }) => {
    const store = await client.vectorStores.create({ name: 'brief', expires_after, ...settings(embeddingModel) });
    await client.vectorStores.delete(store.id);
    expect(store.expires_after).toEqual(expires_after);
    expect(store.expires_at).toBe((store.last_active_at ?? NaN) + 2 * 24 * 60 * 60);
  },
);

test('ingests a file after a metadata update', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const { id } = await vectorStoreWith({});
  await client.vectorStores.update(id, { metadata: { floor: 'two' } });
  const file = await uploadedFile('bread.txt', bread);
  const body = { file_id: file.id, chunking_strategy: CHUNKING };
  expect(await client.vectorStores.files.createAndPoll(id, body)).toMatchObject({ last_error: null });
});

test('counts an unknown file id as failed in file_counts', { tag: '@stack' }, async ({ client, embeddingModel }) => {
  const file_ids = ['file-00000000000000000000000000000000'];
  const { id } = await client.vectorStores.create({ name: 'half', file_ids, ...settings(embeddingModel) });
  await expect
    .poll(async () => (await client.vectorStores.retrieve(id)).file_counts)
    .toEqual({ completed: 0, in_progress: 0, failed: 1, cancelled: 0, total: 1 });
  await client.vectorStores.delete(id);
});

test('rejects an unknown embedding_model with 400', { tag: '@stack' }, async ({ client }) => {
  const body = { name: 'none', embedding_model: 'nothing', embedding_dimension: 4 };
  await expect(client.vectorStores.create(body)).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});

for (const { what, method, rest, body } of [
  { what: 'searching', method: 'post', rest: '/search', body: { query: 'tea' } },
  { what: 'updating', method: 'post', rest: '', body: { name: 'after' } },
  { what: 'deleting', method: 'delete', rest: '', body: undefined },
  { what: 'listing the files of', method: 'get', rest: '/files', body: undefined },
  { what: 'adding a file to', method: 'post', rest: '/files', body: { file_id: 'file-0' } },
  { what: 'adding a file batch to', method: 'post', rest: '/file_batches', body: { file_ids: ['file-0'] } },
] as const) {
  test(`reports not found when ${what} an unknown vector store`, { tag: '@stack' }, async ({ client }) => {
    const request = client[method](`/vector_stores/vs_unknown${rest}`, { body });
    await expect(request).rejects.toMatchObject({ message: expect.stringContaining("'vs_unknown' not found") });
  });

  test(`answers 404 when ${what} an unknown vector store`, { tag: '@stack' }, async ({ client }) => {
    const request = client[method](`/vector_stores/vs_unknown${rest}`, { body });
    await expect(request).rejects.toMatchObject({ status: 404 });
  });
}

function settings({ id, dimension }: { id: string; dimension: number }) {
  return { embedding_model: id, embedding_dimension: dimension };
}
