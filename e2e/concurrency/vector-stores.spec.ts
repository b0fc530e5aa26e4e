import { CHUNKING, embedding, expect, test } from '../../fixtures/index.ts';

const names = Array.from({ length: 12 }, (_, n) => `note-${n}.txt`);

test.describe('Files ingested at once', { tag: '@any-provider' }, () => {
  test.beforeEach(({ provider }) => provider.answers(embedding().persist()));

  test('are all completed, and found by search', async ({ client, uploadedFile, vectorStoreWith }) => {
    const files = await Promise.all(names.map((name) => uploadedFile(name, `The word of ${name} is ${name}.`)));
    const store = await vectorStoreWith({ files });
    expect(store.file_counts).toMatchObject({ completed: 12, in_progress: 0, failed: 0, total: 12 });
    const { data } = await client.vectorStores.search(store.id, { query: 'The word', max_num_results: 50 });
    expect(new Set(data.map(({ filename }) => filename)).size).toBe(12);
  });

  test('are all counted when each is added by a request of its own', async ({
    client,
    uploadedFile,
    vectorStoreWith,
  }) => {
    const store = await vectorStoreWith({});
    const files = await Promise.all(names.map((name) => uploadedFile(name, `The word of ${name}.`)));
    const added = await Promise.all(
      files.map(({ id }) =>
        client.vectorStores.files.createAndPoll(store.id, { file_id: id, chunking_strategy: CHUNKING }),
      ),
    );
    expect(added.map(({ status }) => status)).toEqual(names.map(() => 'completed'));
    const { file_counts } = await client.vectorStores.retrieve(store.id);
    expect(file_counts).toMatchObject({ completed: 12, in_progress: 0, total: 12 });
  });

  test('are one file of the store when one is added twice', async ({ client, uploadedFile, vectorStoreWith }) => {
    const { id: file_id } = await uploadedFile('note.txt', 'The word is lamp.');
    const store = await vectorStoreWith({});
    const add = () => client.vectorStores.files.createAndPoll(store.id, { file_id, chunking_strategy: CHUNKING });
    await add();
    await add().catch(() => undefined);
    const { data } = await client.vectorStores.files.list(store.id);
    expect(data.map(({ id }) => id)).toEqual([file_id]);
    const { file_counts } = await client.vectorStores.retrieve(store.id);
    expect(file_counts).toMatchObject({ completed: 1, total: 1 });
  });

  test('are found once when one is added twice', async ({ client, uploadedFile, vectorStoreWith }) => {
    const { id: file_id } = await uploadedFile('note.txt', 'The word is lamp.');
    const store = await vectorStoreWith({});
    const add = () => client.vectorStores.files.createAndPoll(store.id, { file_id, chunking_strategy: CHUNKING });
    await add();
    await add().catch(() => undefined);
    const { data } = await client.vectorStores.search(store.id, { query: 'The word' });
    expect(data.map(({ content }) => content[0]?.text)).toEqual(['The word is lamp.']);
  });
});
