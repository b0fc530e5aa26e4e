import { toFile } from 'openai';
import { CHUNKING, embedding, everythingOf, expect, test } from '../../fixtures/index.ts';

const note = () => toFile(Buffer.from('The code is 7342.'), 'code.txt');

test.describe("The SDK's helpers for vector stores", { tag: '@any-provider' }, () => {
  test.beforeEach(({ provider }) => provider.answers(embedding().persist()));

  test('files.uploadAndPoll() ends when the file is ingested', async ({ client, vectorStoreWith }) => {
    const { id } = await vectorStoreWith({});
    const file = await client.vectorStores.files.uploadAndPoll(id, await note());
    expect(file).toMatchObject({ object: 'vector_store.file', vector_store_id: id, status: 'completed' });
    await client.files.delete(file.id);
  });

  test('files.poll() ends when the file is ingested', async ({ client, uploadedFile, vectorStoreWith }) => {
    const { id } = await vectorStoreWith({});
    const { id: file_id } = await uploadedFile('code.txt', 'The code is 7342.');
    await client.vectorStores.files.create(id, { file_id, chunking_strategy: CHUNKING });
    expect(await client.vectorStores.files.poll(id, file_id, { pollIntervalMs: 50 })).toMatchObject({
      id: file_id,
      status: 'completed',
    });
  });

  test('fileBatches.uploadAndPoll() ends when all files are ingested', async ({ client, vectorStoreWith }) => {
    const { id } = await vectorStoreWith({});
    const files = [await note(), await note()];
    const batch = await client.vectorStores.fileBatches.uploadAndPoll(id, { files }, { pollIntervalMs: 50 });
    expect(batch).toMatchObject({ status: 'completed', file_counts: { completed: 2, in_progress: 0, total: 2 } });
    const listed = await everythingOf(client.vectorStores.fileBatches.listFiles(batch.id, { vector_store_id: id }));
    expect(listed).toHaveLength(2);
    for (const file of listed) await client.files.delete(file.id);
  });
});

test.describe("The SDK's helpers for files and lists", { tag: '@stack' }, () => {
  test('iterating conversation items page by page gives each once', async ({ client, conversationWith }) => {
    const said = ['One.', 'Two.', 'Three.'];
    const { id } = await conversationWith({
      items: said.map((content) => ({ type: 'message', role: 'user', content }) as const),
    });
    const ids: unknown[] = [];
    for await (const page of (await client.conversations.items.list(id, { limit: 2, order: 'asc' })).iterPages())
      ids.push(page.data.length);
    expect(ids).toEqual([2, 1]);
  });

  test('uploads in parts make a file of them', async ({ client }) => {
    const upload = await client.uploads.create({
      bytes: 17,
      filename: 'code.txt',
      mime_type: 'text/plain',
      purpose: 'assistants',
    });
    const part = await client.uploads.parts.create(upload.id, { data: await note() });
    const { file, status } = await client.uploads.complete(upload.id, { part_ids: [part.id] });
    expect({ status, filename: file?.filename, bytes: file?.bytes }).toEqual({
      status: 'completed',
      filename: 'code.txt',
      bytes: 17,
    });
    await client.files.delete(file?.id ?? '');
  });
});
