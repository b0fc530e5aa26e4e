import { embedding, everythingOf, expect, text } from '../../fixtures/index.ts';
import { fileSearchCall, filenamesIn, searchRequest, test } from './fixture.ts';

const us = { type: 'eq', key: 'region', value: 'us' } as const;
const category = (value: string) => ({ type: 'eq', key: 'category', value }) as const;
const from = { type: 'gte', key: 'date', value: 1672531200 } as const;
const before = { type: 'lt', key: 'date', value: 1688169600 } as const;

const filtered = [
  { what: 'a region (eq)', filters: us, files: ['us-engineering', 'us-marketing'] },
  { what: 'a category (eq)', filters: category('marketing'), files: ['eu-marketing', 'us-marketing'] },
  {
    what: 'a date range (gte and lt)',
    filters: { type: 'and', filters: [from, before] },
    files: ['us-engineering', 'us-marketing'],
  },
  {
    what: 'a region and a category (and)',
    filters: { type: 'and', filters: [us, category('technical')] },
    files: ['us-engineering'],
  },
  {
    what: 'either of two categories (or)',
    filters: { type: 'or', filters: [category('sales'), category('technical')] },
    files: ['eu-sales', 'us-engineering'],
  },
] as const;

test.beforeEach(({ provider }) =>
  provider.answers(embedding().persist(), fileSearchCall('aurora launch code'), text('It is 7342.')),
);

test.describe('file_search with filters', () => {
  for (const { what, filters, files } of filtered) {
    test(`returns only files that match ${what}`, async ({ client, textModel, storeWithAttributes }) => {
      const store = await storeWithAttributes();
      const filter = 'filters' in filters ? { type: filters.type, filters: [...filters.filters] } : filters;
      const response = await client.responses.create(searchRequest(textModel, [store], { filters: filter }));
      expect(response.status).toBe('completed');
      expect(filenamesIn(response)).toEqual(files);
    });
  }
});

test.describe('file_search results', () => {
  test('hold the attributes of each file', async ({ client, textModel, storeWithAttributes }) => {
    const store = await storeWithAttributes();
    const filters = category('sales');
    const { output } = await client.responses.create(searchRequest(textModel, [store], { filters }));
    const search = output.find((item) => item.type === 'file_search_call');
    expect(search?.results).toMatchObject([{ attributes: { region: 'eu', category: 'sales', date: 1696118400 } }]);
  });

  test('hold the filename of each file', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const { output } = await client.responses.create(searchRequest(textModel, [store]));
    const search = output.find((item) => item.type === 'file_search_call');
    expect(search?.results?.map(({ filename }) => filename)).toEqual(['one.txt']);
  });

  test('are at most max_num_results', async ({ client, textModel, storeWithAttributes }) => {
    const store = await storeWithAttributes();
    const response = await client.responses.create(searchRequest(textModel, [store], { max_num_results: 1 }));
    expect(filenamesIn(response)).toHaveLength(1);
  });

  test('come from all vector_store_ids', async ({ client, textModel, provider, uploadedFile, vectorStoreWith }) => {
    const one = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const two = await vectorStoreWith({ files: [await uploadedFile('two.txt', 'The aurora launch code is secret.')] });
    const response = await client.responses.create(searchRequest(textModel, [one, two]));
    expect(filenamesIn(response)).toEqual(['one', 'two']);
    const modelInput = (await provider.lastRequest()).messages.join('\n');
    expect(modelInput).toContain('The aurora launch code is 7342.');
    expect(modelInput).toContain('The aurora launch code is secret.');
  });

  test('are the best across all vector_store_ids', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const other = await vectorStoreWith({ files: [await uploadedFile('bread.txt', 'Bread needs flour and salt.')] });
    const best = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const response = await client.responses.create(searchRequest(textModel, [other, best], { max_num_results: 1 }));
    expect(filenamesIn(response)).toEqual(['one']);
  });

  test('are null without include', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const { include: _, ...request } = searchRequest(textModel, [store]);
    const { output } = await client.responses.create(request);
    expect(output[0]).toMatchObject({ type: 'file_search_call', results: null });
  });

  test('are stored with the response', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const response = await client.responses.create(searchRequest(textModel, [store]));
    const stored = await client.responses.retrieve(response.id);
    expect(stored.output).toEqual(response.output);
  });

  test('stream events with the item_id of the final output item', async ({
    client,
    textModel,
    uploadedFile,
    vectorStoreWith,
  }) => {
    const store = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const events = await everythingOf(
      await client.responses.create({ ...searchRequest(textModel, [store]), stream: true }),
    );
    const searched = events.filter((event) => event.type.startsWith('response.file_search_call'));
    const ids = new Set(searched.flatMap((event) => ('item_id' in event ? event.item_id : [])));
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error(`The stream ended with ${last?.type}.`);
    expect(last.response.output[0]).toMatchObject({ type: 'file_search_call', status: 'completed' });
    expect([...ids]).toEqual([last.response.output[0]?.id]);
  });
});
