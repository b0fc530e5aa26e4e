import { expect, test } from '../../fixtures/index.ts';
import { AURORA, storeWithFacts, question } from './facts.ts';

test.describe('file_search', { tag: '@tools' }, () => {
  test('searches the vector store and answers from the results', async ({
    client,
    textModel,
    uploadedFile,
    vectorStoreWith,
  }) => {
    const { store } = await storeWithFacts({ uploadedFile, vectorStoreWith });
    const response = await client.responses.create(question(textModel, store));
    expect(response.output.map(({ type }) => type)).toEqual(['file_search_call', 'message']);
    expect(response).toMatchObject({ status: 'completed', output_text: expect.stringContaining('7342') });
  });

  test('returns results for include file_search_call.results', async ({
    client,
    textModel,
    uploadedFile,
    vectorStoreWith,
  }) => {
    const { store } = await storeWithFacts({ uploadedFile, vectorStoreWith });
    const { output } = await client.responses.create(question(textModel, store));
    const search = output.find((item) => item.type === 'file_search_call');
    expect(search).toMatchObject({ status: 'completed', queries: [expect.stringContaining('aurora')] });
    expect(search?.results?.[0]).toMatchObject({ text: AURORA });
    expect(search?.results?.[0]?.score).toBeGreaterThan(search?.results?.[1]?.score ?? NaN);
  });

  test('completes with empty results from an empty vector store', async ({ client, textModel, vectorStoreWith }) => {
    const ask = question(textModel, await vectorStoreWith({}));
    const input = "What is the comet project's launch code? Search the files.";
    const response = await client.responses.create({ ...ask, input });
    expect(response).toMatchObject({
      status: 'completed',
      output: [
        { type: 'file_search_call', status: 'completed', queries: ['comet launch code'], results: [] },
        { type: 'message', content: [{ text: 'The files say nothing of it.', annotations: [] }] },
      ],
    });
  });

  test('searches again in a turn with previous_response_id', async ({
    client,
    textModel,
    uploadedFile,
    vectorStoreWith,
  }) => {
    const { store } = await storeWithFacts({ uploadedFile, vectorStoreWith });
    const ask = question(textModel, store);
    const first = await client.responses.create(ask);
    const input = 'And who chose it? Search the files again.';
    const second = await client.responses.create({ ...ask, input, previous_response_id: first.id });
    expect(second).toMatchObject({ status: 'completed', output_text: 'The flight director chose it.' });
    const searches = second.output.filter((item) => item.type === 'file_search_call');
    expect(searches.map(({ queries }) => queries)).toEqual([['who chose the aurora launch code']]);
    expect(searches[0]?.results?.[0]?.text).toBe(AURORA);
  });

  test('limits the search with a filter on filename', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const { store } = await storeWithFacts({ uploadedFile, vectorStoreWith });
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
