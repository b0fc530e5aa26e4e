import { CHUNKING, embedding, expect, test } from '../../fixtures/index.ts';

const aurora = 'The launch code of the aurora project is 7342. It was chosen by the flight director.';
const bread = 'Sourdough bread needs flour, water, salt and a day of patience.';
const tea = 'Green tea wants water well below boiling, and two minutes.';

test('returns the most relevant file first, with descending scores', async ({
  client,
  uploadedFile,
  vectorStoreWith,
}) => {
  const files = [
    await uploadedFile('bread.txt', bread),
    await uploadedFile('aurora.txt', aurora),
    await uploadedFile('tea.txt', tea),
  ];
  const store = await vectorStoreWith({ files });
  const { data } = await client.vectorStores.search(store.id, { query: 'aurora launch code', max_num_results: 3 });
  expect(data[0]).toMatchObject({ filename: 'aurora.txt', content: [{ type: 'text', text: aurora }] });
  const scores = data.map(({ score }) => score);
  expect(scores).toHaveLength(3);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('returns at most max_num_results results', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const store = await vectorStoreWith({
    files: [await uploadedFile('bread.txt', bread), await uploadedFile('tea.txt', tea)],
  });
  const { data } = await client.vectorStores.search(store.id, { query: 'green tea', max_num_results: 1 });
  expect(data.map(({ filename }) => filename)).toEqual(['tea.txt']);
});

test('returns no results from an empty vector store', async ({ client, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const store = await vectorStoreWith({});
  expect((await client.vectorStores.search(store.id, { query: 'anything' })).data).toEqual([]);
});

test('does not return a file removed from the vector store', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const [out, kept] = [await uploadedFile('bread.txt', bread), await uploadedFile('tea.txt', tea)];
  const store = await vectorStoreWith({ files: [out, kept] });
  await client.vectorStores.files.delete(out.id, { vector_store_id: store.id });
  const { data } = await client.vectorStores.search(store.id, { query: 'sourdough bread' });
  expect(data.map(({ filename }) => filename)).toEqual(['tea.txt']);
});

test('returns only files whose attributes match the filter', async ({
  client,
  uploadedFile,
  vectorStoreWith,
  provider,
}) => {
  await provider.answers(embedding().persist());
  const store = await vectorStoreWith({});
  for (const [name, text, category] of [
    ['bread.txt', bread, 'food'],
    ['tea.txt', tea, 'drink'],
  ] as const) {
    const { id } = await uploadedFile(name, text);
    const body = { file_id: id, attributes: { category }, chunking_strategy: CHUNKING };
    expect(await client.vectorStores.files.createAndPoll(store.id, body)).toMatchObject({ status: 'completed' });
  }
  const search = { query: 'sourdough bread', filters: { type: 'eq', key: 'category', value: 'drink' } as const };
  const { data } = await client.vectorStores.search(store.id, search);
  expect(data.map(({ filename, attributes }) => [filename, attributes?.category])).toEqual([['tea.txt', 'drink']]);
});

test('returns the id of the uploaded file as file_id', async ({ client, uploadedFile, vectorStoreWith, provider }) => {
  await provider.answers(embedding().persist());
  const file = await uploadedFile('bread.txt', bread);
  const store = await vectorStoreWith({ files: [file] });
  const { data } = await client.vectorStores.search(store.id, { query: 'bread' });
  expect(data.map(({ file_id }) => file_id)).toEqual([file.id]);
});
