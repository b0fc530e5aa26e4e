import type { ComparisonFilter, CompoundFilter } from 'openai/resources/shared';
import { expect, test } from '../../fixtures/index.ts';
import { filenamesFound, storeWithDocuments } from './documents.ts';

type Filter = ComparisonFilter | CompoundFilter;

const compare = (type: ComparisonFilter['type'], key: string, value: ComparisonFilter['value']): ComparisonFilter => ({
  type,
  key,
  value,
});
const families: { what: string; fits: [Filter, string[]][] }[] = [
  {
    what: 'eq and ne to string attributes',
    fits: [
      [compare('eq', 'shelf', 'b'), ['tea.txt']],
      [compare('ne', 'shelf', 'b'), ['aurora.txt', 'bread.txt']],
    ],
  },
  {
    what: 'eq, gt, gte, lt and lte to numeric attributes',
    fits: [
      [compare('eq', 'year', 2021), ['tea.txt']],
      [compare('gt', 'year', 2021), ['aurora.txt']],
      [compare('gte', 'year', 2021), ['aurora.txt', 'tea.txt']],
      [compare('lt', 'year', 2021), ['bread.txt']],
      [compare('lte', 'year', 2021), ['bread.txt', 'tea.txt']],
    ],
  },
  {
    what: 'eq to boolean attributes',
    fits: [
      [compare('eq', 'fresh', true), ['bread.txt']],
      [compare('eq', 'fresh', false), ['tea.txt']],
    ],
  },
  {
    what: 'in and nin to lists of values',
    fits: [
      [compare('in', 'shelf', ['a', 'b', 'z']), ['bread.txt', 'tea.txt']],
      [compare('nin', 'shelf', ['a', 'b', 'z']), ['aurora.txt']],
      [compare('in', 'year', [2019, 2023]), ['aurora.txt', 'bread.txt']],
    ],
  },
  {
    what: 'compound filters (and, or)',
    fits: [
      [{ type: 'and', filters: [compare('gte', 'year', 2020), compare('lt', 'year', 2023)] }, ['tea.txt']],
      [
        { type: 'or', filters: [compare('eq', 'shelf', 'a'), compare('eq', 'shelf', 'c')] },
        ['aurora.txt', 'bread.txt'],
      ],
      [{ type: 'and', filters: [compare('eq', 'shelf', 'a'), compare('eq', 'year', 2021)] }, []],
    ],
  },
  {
    what: 'nested compound filters',
    fits: [
      [
        {
          type: 'and',
          filters: [
            compare('ne', 'shelf', 'a'),
            { type: 'or', filters: [compare('eq', 'year', 2019), compare('eq', 'year', 2021)] },
          ],
        },
        ['tea.txt'],
      ],
    ],
  },
];

for (const { what, fits } of families) {
  test(`applies ${what}`, async ({ client, uploadedFile, vectorStoreWith }) => {
    const store = await storeWithDocuments({ client, uploadedFile, vectorStoreWith });
    for (const [filters, files] of fits)
      expect([filters, (await filenamesFound(client, store, { filters })).toSorted()]).toEqual([filters, files]);
  });
}

test('returns no results for an attribute that no file has', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await storeWithDocuments({ client, uploadedFile, vectorStoreWith });
  expect(await filenamesFound(client, store, { filters: compare('eq', 'colour', 'red') })).toEqual([]);
});

test('matches ne on files without the attribute', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await storeWithDocuments({ client, uploadedFile, vectorStoreWith });
  expect(await filenamesFound(client, store, { filters: compare('ne', 'fresh', true) })).toEqual([
    'tea.txt',
    'aurora.txt',
  ]);
});

test('returns no results when comparing a string attribute to a number', async ({
  client,
  uploadedFile,
  vectorStoreWith,
}) => {
  const store = await storeWithDocuments({ client, uploadedFile, vectorStoreWith });
  expect(await filenamesFound(client, store, { filters: compare('gt', 'shelf', 1) })).toEqual([]);
});

test('rejects an unknown filter type with 400', async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const filters = { type: 'like', key: 'shelf', value: 'b' };
  const request = client.post(`/vector_stores/${store.id}/search`, { body: { query: 'tea', filters } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'like'") });
});

test('rejects a filter without a type with 400', async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const body = { query: 'tea', filters: { key: 'shelf', value: 'b' } };
  const request = client.post(`/vector_stores/${store.id}/search`, { body });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('type') });
});
