import { expect, test } from '../../fixtures/index.ts';
import { found, shelf } from './shelf.ts';

test('leaves out what scores below the threshold', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  const { data } = await client.vectorStores.search(store.id, { query: 'hot drinks' });
  const [best, next] = data.map(({ score }) => score);
  const score_threshold = ((best ?? NaN) + (next ?? NaN)) / 2;
  expect(await found(client, store, { ranking_options: { score_threshold } })).toEqual([data[0]?.filename]);
});

test('finds everything without a threshold, the best first', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  const all = await found(client, store);
  expect(all.toSorted()).toEqual(['aurora.txt', 'bread.txt', 'tea.txt']);
  expect(all[0]).toBe('tea.txt');
  expect(await found(client, store, { ranking_options: { score_threshold: 0 } })).toEqual(all);
});

test('ranks as usual under the names of the usual rankers', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  const usual = await found(client, store);
  for (const ranker of ['auto', 'default-2024-11-15', 'none'] as const)
    expect([ranker, await found(client, store, { ranking_options: { ranker } })]).toEqual([ranker, usual]);
});

test('refuses a ranker that there is not', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  const body = { query: 'tea', ranking_options: { ranker: 'astrology' } };
  const request = client.post(`/vector_stores/${store.id}/search`, { body });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('astrology') });
});

test('searches with several queries at once', async ({ client, http, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  const query = ['sourdough bread', 'aurora launch code'];
  const { body } = await http.post(`/v1/vector_stores/${store.id}/search`, { query, max_num_results: 2 });
  expect(body).toMatchObject({ object: 'vector_store.search_results.page', search_query: query });
  const page = await client.vectorStores.search(store.id, { query, max_num_results: 2 });
  expect(page.data.map(({ filename }) => filename).toSorted()).toEqual(['aurora.txt', 'bread.txt']);
});

test('says that there are more results than it gave', async ({ client, http, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  const ask = { query: 'hot drinks', max_num_results: 1 };
  const { body } = await http.post(`/v1/vector_stores/${store.id}/search`, ask);
  expect(body).toMatchObject({ data: [{ filename: 'tea.txt' }], has_more: true });
});

for (const [most, why] of [
  [0, 'greater than or equal to 1'],
  [51, 'less than or equal to 50'],
] as const) {
  test(`refuses to give at most ${most} results`, async ({ client, vectorStoreWith }) => {
    const store = await vectorStoreWith({});
    const request = client.vectorStores.search(store.id, { query: 'tea', max_num_results: most });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining(why) });
  });
}

test('says that it does not rewrite queries', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  const request = client.vectorStores.search(store.id, { query: 'tea', rewrite_query: true });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining('Query rewriting is not available'),
  });
});

test('refuses a search without a query', async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const request = client.post(`/vector_stores/${store.id}/search`, { body: {} });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/query.*Field required/),
  });
});

for (const search_mode of ['keyword', 'hybrid']) {
  test(`says that the store has no ${search_mode} search`, async ({ client, uploadedFile, vectorStoreWith }) => {
    const store = await shelf({ client, uploadedFile, vectorStoreWith });
    const request = client.post(`/vector_stores/${store.id}/search`, { body: { query: 'tea', search_mode } });
    await expect(request).rejects.toMatchObject({
      status: 501,
      message: expect.stringMatching(new RegExp(`${search_mode} search is not supported`, 'i')),
    });
  });
}
