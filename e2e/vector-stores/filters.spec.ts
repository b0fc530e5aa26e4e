import type { ComparisonFilter, CompoundFilter } from 'openai/resources/shared';
import { embedding, expect } from '../../fixtures/index.ts';
import { filenamesFound, test } from './fixture.ts';

type Filter = ComparisonFilter | CompoundFilter;

const compare = (type: ComparisonFilter['type'], key: string, value: ComparisonFilter['value']): ComparisonFilter => ({
  type,
  key,
  value,
});
const families: { what: string; matches: [Filter, string[]][] }[] = [
  {
    what: 'eq and ne to string attributes',
    matches: [
      [compare('eq', 'category', 'drink'), ['tea.txt']],
      [compare('ne', 'category', 'drink'), ['aurora.txt', 'bread.txt']],
    ],
  },
  {
    what: 'eq, gt, gte, lt and lte to numeric attributes',
    matches: [
      [compare('eq', 'year', 2021), ['tea.txt']],
      [compare('gt', 'year', 2021), ['aurora.txt']],
      [compare('gte', 'year', 2021), ['aurora.txt', 'tea.txt']],
      [compare('lt', 'year', 2021), ['bread.txt']],
      [compare('lte', 'year', 2021), ['bread.txt', 'tea.txt']],
    ],
  },
  {
    what: 'eq to boolean attributes',
    matches: [
      [compare('eq', 'fresh', true), ['bread.txt']],
      [compare('eq', 'fresh', false), ['tea.txt']],
    ],
  },
  {
    what: 'in and nin to lists of values',
    matches: [
      [compare('in', 'category', ['food', 'drink', 'art']), ['bread.txt', 'tea.txt']],
      [compare('nin', 'category', ['food', 'drink', 'art']), ['aurora.txt']],
      [compare('in', 'year', [2019, 2023]), ['aurora.txt', 'bread.txt']],
    ],
  },
  {
    what: 'compound filters (and, or)',
    matches: [
      [{ type: 'and', filters: [compare('gte', 'year', 2020), compare('lt', 'year', 2023)] }, ['tea.txt']],
      [
        { type: 'or', filters: [compare('eq', 'category', 'food'), compare('eq', 'category', 'space')] },
        ['aurora.txt', 'bread.txt'],
      ],
      [{ type: 'and', filters: [compare('eq', 'category', 'food'), compare('eq', 'year', 2021)] }, []],
    ],
  },
  {
    what: 'nested compound filters',
    matches: [
      [
        {
          type: 'and',
          filters: [
            compare('ne', 'category', 'food'),
            { type: 'or', filters: [compare('eq', 'year', 2019), compare('eq', 'year', 2021)] },
          ],
        },
        ['tea.txt'],
      ],
    ],
  },
];

test.beforeEach(({ provider }) => provider.answers(embedding().persist()));

for (const { what, matches } of families) {
  test(`applies ${what}`, async ({ client, storeWithDocuments }) => {
    const store = await storeWithDocuments();
    for (const [filters, files] of matches)
      expect([filters, (await filenamesFound(client, store, { filters })).toSorted()]).toEqual([filters, files]);
  });
}

test('returns no results for an attribute that no file has', async ({ client, storeWithDocuments }) => {
  const store = await storeWithDocuments();
  expect(await filenamesFound(client, store, { filters: compare('eq', 'colour', 'red') })).toEqual([]);
});

test('matches ne on files without the attribute', async ({ client, storeWithDocuments }) => {
  const store = await storeWithDocuments();
  const found = await filenamesFound(client, store, { filters: compare('ne', 'fresh', true) });
  expect(found).toEqual(['tea.txt', 'aurora.txt']);
});

test('returns no results when comparing a string attribute to a number', async ({ client, storeWithDocuments }) => {
  const store = await storeWithDocuments();
  expect(await filenamesFound(client, store, { filters: compare('gt', 'category', 1) })).toEqual([]);
});

test('rejects an unknown filter type with 400', async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const filters = { type: 'like', key: 'category', value: 'drink' };
  const request = client.post(`/vector_stores/${store.id}/search`, { body: { query: 'tea', filters } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'like'") });
  expect((await client.vectorStores.search(store.id, { query: 'tea' })).data, 'without the filter').toEqual([]);
});

test('rejects a filter without a type with 400', async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const body = { query: 'tea', filters: { key: 'category', value: 'drink' } };
  const request = client.post(`/vector_stores/${store.id}/search`, { body });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('type') });
  expect((await client.vectorStores.search(store.id, { query: 'tea' })).data, 'without the filter').toEqual([]);
});
