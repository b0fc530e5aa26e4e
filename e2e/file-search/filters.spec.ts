import { everythingOf, expect, test } from '../../fixtures/index.ts';
import { catalogue, filesIn, request } from './catalogue.ts';

const us = { type: 'eq', key: 'region', value: 'us' } as const;
const category = (value: string) => ({ type: 'eq', key: 'category', value }) as const;
const from = { type: 'gte', key: 'date', value: 1672531200 } as const;
const before = { type: 'lt', key: 'date', value: 1688169600 } as const;

const filtered = [
  { what: 'region', filters: us, files: ['us-engineering', 'us-marketing'] },
  { what: 'category', filters: category('marketing'), files: ['eu-marketing', 'us-marketing'] },
  {
    what: 'a range of dates',
    filters: { type: 'and', filters: [from, before] },
    files: ['us-engineering', 'us-marketing'],
  },
  {
    what: 'region and category',
    filters: { type: 'and', filters: [us, category('technical')] },
    files: ['us-engineering'],
  },
  {
    what: 'one category or another',
    filters: { type: 'or', filters: [category('sales'), category('technical')] },
    files: ['eu-sales', 'us-engineering'],
  },
] as const;

test.describe('a file search with a filter', { tag: '@tools' }, () => {
  for (const { what, filters, files } of filtered) {
    test(`finds files by ${what}`, async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
      const store = await catalogue({ client, uploadedFile, vectorStoreWith });
      const wanted = 'filters' in filters ? { type: filters.type, filters: [...filters.filters] } : filters;
      const response = await client.responses.create(request(textModel, [store], { filters: wanted }));
      expect(response.status).toBe('completed');
      expect(filesIn(response)).toEqual(files);
    });
  }
});

test.describe('a file search', { tag: '@tools' }, () => {
  test('gives the attributes of the files found', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await catalogue({ client, uploadedFile, vectorStoreWith });
    const filters = category('sales');
    const { output } = await client.responses.create(request(textModel, [store], { filters }));
    const search = output.find((item) => item.type === 'file_search_call');
    expect(search?.results).toMatchObject([{ attributes: { region: 'eu', category: 'sales', date: 1696118400 } }]);
  });

  test('names the files that it found', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const { output } = await client.responses.create(request(textModel, [store]));
    const search = output.find((item) => item.type === 'file_search_call');
    expect(search?.results?.map(({ filename }) => filename)).toEqual(['one.txt']);
  });

  test('gives no more results than the tool allows', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await catalogue({ client, uploadedFile, vectorStoreWith });
    const response = await client.responses.create(request(textModel, [store], { max_num_results: 1 }));
    expect(filesIn(response)).toHaveLength(1);
  });

  test('searches several stores', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const one = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const two = await vectorStoreWith({ files: [await uploadedFile('two.txt', 'The aurora launch code is secret.')] });
    const response = await client.responses.create(request(textModel, [one, two]));
    expect(filesIn(response)).toEqual(['one', 'two']);
    expect(response.output_text).toContain('7342');
  });

  test('gives the best results of all stores', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const dull = await vectorStoreWith({ files: [await uploadedFile('bread.txt', 'Bread needs flour and salt.')] });
    const good = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const response = await client.responses.create(request(textModel, [dull, good], { max_num_results: 1 }));
    expect(filesIn(response)).toEqual(['one']);
  });

  test('leaves out results that nobody asked to see', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const { include: _, ...ask } = request(textModel, [store]);
    const { output } = await client.responses.create(ask);
    expect(output[0]).toMatchObject({ type: 'file_search_call', results: null });
  });

  test('keeps the search with the response', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const response = await client.responses.create(request(textModel, [store]));
    const stored = await client.responses.retrieve(response.id);
    expect(stored.output).toEqual(response.output);
  });

  test('streams the search that it ends with', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const store = await vectorStoreWith({ files: [await uploadedFile('one.txt', 'The aurora launch code is 7342.')] });
    const events = await everythingOf(await client.responses.create({ ...request(textModel, [store]), stream: true }));
    const searched = events.filter((event) => event.type.startsWith('response.file_search_call'));
    const ids = new Set(searched.flatMap((event) => ('item_id' in event ? event.item_id : [])));
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error(`The stream ended with ${last?.type}.`);
    expect(last.response.output[0]).toMatchObject({ type: 'file_search_call', status: 'completed' });
    expect([...ids]).toEqual([last.response.output[0]?.id]);
  });
});
