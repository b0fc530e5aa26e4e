import { embedding, expect } from '../../fixtures/index.ts';
import { filenamesFound, test } from './fixture.ts';

test('drops results below score_threshold', async ({ client, provider, storeWithDocuments }) => {
  await provider.answers(embedding().persist());
  const store = await storeWithDocuments();
  const { data } = await client.vectorStores.search(store.id, { query: 'green tea' });
  const [best, next] = data.map(({ score }) => score);
  const score_threshold = ((best ?? NaN) + (next ?? NaN)) / 2;
  const found = await filenamesFound(client, store, { query: 'green tea', ranking_options: { score_threshold } });
  expect(found).toEqual(['tea.txt']);
});

test('returns all files, best match first, without score_threshold', async ({ client, storeWithDocuments }) => {
  const store = await storeWithDocuments();
  const query = 'hot drinks';
  const all = await filenamesFound(client, store, { query });
  const above = await filenamesFound(client, store, { query, ranking_options: { score_threshold: 0 } });
  expect(all.toSorted()).toEqual(['aurora.txt', 'bread.txt', 'tea.txt']);
  expect(all[0]).toBe('tea.txt');
  expect(above).toEqual(all);
});

test('ranks the same with ranker auto, default-2024-11-15 and none', async ({
  client,
  provider,
  storeWithDocuments,
}) => {
  await provider.answers(embedding().persist());
  const store = await storeWithDocuments();
  for (const ranker of ['auto', 'default-2024-11-15', 'none'] as const) {
    const found = await filenamesFound(client, store, { ranking_options: { ranker } });
    expect([ranker, found]).toEqual([ranker, ['tea.txt', 'bread.txt', 'aurora.txt']]);
  }
  expect(await filenamesFound(client, store)).toEqual(['tea.txt', 'bread.txt', 'aurora.txt']);
});

test('rejects an unknown ranker with 400', async ({ client, provider, storeWithDocuments }) => {
  await provider.answers(embedding().persist());
  const store = await storeWithDocuments();
  const body = { query: 'tea', ranking_options: { ranker: 'astrology' } };
  const request = client.post(`/vector_stores/${store.id}/search`, { body });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('astrology') });
});

test('searches with a list of queries', async ({ client, http, provider, storeWithDocuments }) => {
  await provider.answers(embedding().persist());
  const store = await storeWithDocuments();
  const query = ['sourdough bread', 'aurora launch code'];
  const { body } = await http.post(`/v1/vector_stores/${store.id}/search`, { query, max_num_results: 2 });
  expect(body).toMatchObject({ object: 'vector_store.search_results.page', search_query: query });
  const page = await client.vectorStores.search(store.id, { query, max_num_results: 2 });
  expect(page.data.map(({ filename }) => filename).toSorted()).toEqual(['aurora.txt', 'bread.txt']);
});

test('sets has_more when max_num_results cuts off results', async ({ http, provider, storeWithDocuments }) => {
  await provider.answers(embedding().persist());
  const store = await storeWithDocuments();
  const search = { query: 'green tea', max_num_results: 1 };
  const { body } = await http.post(`/v1/vector_stores/${store.id}/search`, search);
  expect(body).toMatchObject({ data: [{ filename: 'tea.txt' }], has_more: true });
});

for (const [limit, nearest, message] of [
  [0, 1, 'greater than or equal to 1'],
  [51, 50, 'less than or equal to 50'],
] as const) {
  test(`rejects max_num_results ${limit} with 400`, async ({ client, provider, vectorStoreWith }) => {
    await provider.answers(embedding());
    const { id } = await vectorStoreWith({});
    const search = (max_num_results: number) => client.vectorStores.search(id, { query: 'tea', max_num_results });
    await expect(search(limit)).rejects.toMatchObject({ status: 400, message: expect.stringContaining(message) });
    expect((await search(nearest)).data).toEqual([]);
  });
}

test('rejects rewrite_query with 400 when no rewriting is configured', async ({
  client,
  provider,
  storeWithDocuments,
}) => {
  await provider.answers(embedding().persist());
  const store = await storeWithDocuments();
  const request = client.vectorStores.search(store.id, { query: 'tea', rewrite_query: true });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('Query rewriting is not available'),
  });
});

test('rejects a search without a query with 400', { tag: '@stack' }, async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const request = client.post(`/vector_stores/${store.id}/search`, { body: {} });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/query.*Field required/),
  });
});

for (const search_mode of ['keyword', 'hybrid']) {
  test(`answers 501 to search_mode ${search_mode} when the store does not support it`, async ({
    client,
    provider,
    storeWithDocuments,
    setup,
  }) => {
    await provider.answers(embedding().persist());
    const store = await storeWithDocuments();
    const search = client.post(`/vector_stores/${store.id}/search`, { body: { query: 'tea', search_mode } });
    const answer = await search.catch((error: unknown) => error);
    const message = expect.stringMatching(new RegExp(`${search_mode} search is not supported`, 'i'));
    const found = { data: expect.arrayContaining([expect.objectContaining({ filename: 'tea.txt' })]) };
    // The stores of a setup of another back end may support it.
    const supported = setup.vectors !== undefined && !(answer instanceof Error);
    expect(answer).toMatchObject(supported ? found : { status: 501, message });
  });
}
