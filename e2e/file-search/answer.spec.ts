import { expect, test } from '../../fixtures/index.ts';
import { AURORA, library, question } from './ask.ts';

test.describe('file search', { tag: '@tools' }, () => {
  test('searches the store and answers from what it finds', async ({
    client,
    textModel,
    uploadedFile,
    vectorStoreWith,
  }) => {
    const { store } = await library({ uploadedFile, vectorStoreWith });
    const response = await client.responses.create(question(textModel, store));
    expect(response.output.map(({ type }) => type)).toEqual(['file_search_call', 'message']);
    expect(response).toMatchObject({ status: 'completed', output_text: expect.stringContaining('7342') });
  });

  test('gives the results of the search when asked to', async ({
    client,
    textModel,
    uploadedFile,
    vectorStoreWith,
  }) => {
    const { store } = await library({ uploadedFile, vectorStoreWith });
    const { output } = await client.responses.create(question(textModel, store));
    const search = output.find((item) => item.type === 'file_search_call');
    expect(search).toMatchObject({ status: 'completed', queries: [expect.stringContaining('aurora')] });
    expect(search?.results?.[0]).toMatchObject({ text: AURORA, score: expect.any(Number) });
    expect(search?.results?.[0]?.score).toBeGreaterThan(search?.results?.[1]?.score ?? NaN);
  });

  test('searches only the file that a filter leaves', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const { store } = await library({ uploadedFile, vectorStoreWith });
    const ask = question(textModel, store);
    const filters = { type: 'eq', key: 'filename', value: 'aurora.txt' } as const;
    const { output } = await client.responses.create({
      ...ask,
      tools: ask.tools.map((tool) => ({ ...tool, filters })),
    });
    const search = output.find((item) => item.type === 'file_search_call');
    expect(search?.results?.map(({ text }) => text)).toEqual([AURORA]);
  });
});
