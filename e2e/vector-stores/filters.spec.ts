import type { ComparisonFilter, CompoundFilter } from 'openai/resources/shared';
import { expect, test } from '../../fixtures/index.ts';
import { found, shelf } from './shelf.ts';

type Filter = ComparisonFilter | CompoundFilter;

const is = (type: ComparisonFilter['type'], key: string, value: ComparisonFilter['value']): ComparisonFilter => ({
  type,
  key,
  value,
});
const families: { what: string; fits: [Filter, string[]][] }[] = [
  {
    what: 'texts',
    fits: [
      [is('eq', 'shelf', 'b'), ['tea.txt']],
      [is('ne', 'shelf', 'b'), ['aurora.txt', 'bread.txt']],
    ],
  },
  {
    what: 'numbers',
    fits: [
      [is('eq', 'year', 2021), ['tea.txt']],
      [is('gt', 'year', 2021), ['aurora.txt']],
      [is('gte', 'year', 2021), ['aurora.txt', 'tea.txt']],
      [is('lt', 'year', 2021), ['bread.txt']],
      [is('lte', 'year', 2021), ['bread.txt', 'tea.txt']],
    ],
  },
  {
    what: 'truth values',
    fits: [
      [is('eq', 'fresh', true), ['bread.txt']],
      [is('eq', 'fresh', false), ['tea.txt']],
    ],
  },
  {
    what: 'lists',
    fits: [
      [is('in', 'shelf', ['a', 'b', 'z']), ['bread.txt', 'tea.txt']],
      [is('nin', 'shelf', ['a', 'b', 'z']), ['aurora.txt']],
      [is('in', 'year', [2019, 2023]), ['aurora.txt', 'bread.txt']],
    ],
  },
  {
    what: 'compounds',
    fits: [
      [{ type: 'and', filters: [is('gte', 'year', 2020), is('lt', 'year', 2023)] }, ['tea.txt']],
      [{ type: 'or', filters: [is('eq', 'shelf', 'a'), is('eq', 'shelf', 'c')] }, ['aurora.txt', 'bread.txt']],
      [{ type: 'and', filters: [is('eq', 'shelf', 'a'), is('eq', 'year', 2021)] }, []],
    ],
  },
  {
    what: 'compounds of compounds',
    fits: [
      [
        {
          type: 'and',
          filters: [is('ne', 'shelf', 'a'), { type: 'or', filters: [is('eq', 'year', 2019), is('eq', 'year', 2021)] }],
        },
        ['tea.txt'],
      ],
    ],
  },
];

for (const { what, fits } of families) {
  test(`filters by ${what}`, async ({ client, uploadedFile, vectorStoreWith }) => {
    const store = await shelf({ client, uploadedFile, vectorStoreWith });
    for (const [filters, files] of fits)
      expect([filters, (await found(client, store, { filters })).toSorted()]).toEqual([filters, files]);
  });
}

test('finds nothing by an attribute that no file has', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  expect(await found(client, store, { filters: is('eq', 'colour', 'red') })).toEqual([]);
});

test('takes a file that lacks an attribute as different in it', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  expect(await found(client, store, { filters: is('ne', 'fresh', true) })).toEqual(['tea.txt', 'aurora.txt']);
});

test('finds nothing by a number among texts', async ({ client, uploadedFile, vectorStoreWith }) => {
  const store = await shelf({ client, uploadedFile, vectorStoreWith });
  expect(await found(client, store, { filters: is('gt', 'shelf', 1) })).toEqual([]);
});

test('refuses a filter of an unknown type', async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const filters = { type: 'like', key: 'shelf', value: 'b' };
  const request = client.post(`/vector_stores/${store.id}/search`, { body: { query: 'tea', filters } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining("'like'") });
});

test('refuses a filter without a type', async ({ client, vectorStoreWith }) => {
  const store = await vectorStoreWith({});
  const body = { query: 'tea', filters: { key: 'shelf', value: 'b' } };
  const request = client.post(`/vector_stores/${store.id}/search`, { body });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringContaining('type') });
});
