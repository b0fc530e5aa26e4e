import { embedding, expect, text } from '../../fixtures/index.ts';
import { AURORA, fileSearchCall, searchRequest, test } from './fixture.ts';

test.describe('file_search', () => {
  test(
    'searches the vector store and answers from the results',
    { tag: '@tools' },
    async ({ client, textModel, storeWithFacts }) => {
      const { store } = await storeWithFacts();
      const response = await client.responses.create(searchRequest(textModel, [store], { max_num_results: 2 }));
      expect(response.output.map(({ type }) => type)).toEqual(['file_search_call', 'message']);
      expect(response).toMatchObject({ status: 'completed', output_text: expect.stringContaining('7342') });
    },
  );

  test(
    'returns results for include file_search_call.results',
    { tag: '@tools' },
    async ({ client, textModel, storeWithFacts }) => {
      const { store } = await storeWithFacts();
      const { output } = await client.responses.create(searchRequest(textModel, [store], { max_num_results: 2 }));
      const search = output.find((item) => item.type === 'file_search_call');
      expect(search).toMatchObject({ status: 'completed', queries: [expect.stringContaining('aurora')] });
      expect(search?.results?.[0]).toMatchObject({ text: AURORA });
      expect(search?.results?.[0]?.score).toBeGreaterThan(search?.results?.[1]?.score ?? NaN);
    },
  );

  test('completes with empty results from an empty vector store', async ({
    client,
    textModel,
    provider,
    vectorStoreWith,
  }) => {
    await provider.answers(embedding(), fileSearchCall('comet launch code'), text('The files say nothing of it.'));
    const store = await vectorStoreWith({});
    const response = await client.responses.create(searchRequest(textModel, [store]));
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
    provider,
    storeWithFacts,
  }) => {
    await provider.answers(
      embedding().persist(),
      fileSearchCall('aurora launch code'),
      text('It is 7342.'),
      fileSearchCall('who chose the aurora launch code'),
      text('The flight director chose it.'),
    );
    const { store } = await storeWithFacts();
    const request = searchRequest(textModel, [store]);
    const first = await client.responses.create(request);
    const second = await client.responses.create({
      ...request,
      input: 'Who chose it?',
      previous_response_id: first.id,
    });
    expect(second).toMatchObject({ status: 'completed', output_text: 'The flight director chose it.' });
    const searches = second.output.filter((item) => item.type === 'file_search_call');
    expect(searches.map(({ queries }) => queries)).toEqual([['who chose the aurora launch code']]);
    expect(searches[0]?.results?.[0]?.text).toBe(AURORA);
  });

  test('limits the search with a filter on filename', async ({ client, textModel, provider, storeWithFacts }) => {
    await provider.answers(embedding().persist(), fileSearchCall('aurora launch code'), text('It is 7342.'));
    const { store } = await storeWithFacts();
    const filters = { type: 'eq', key: 'filename', value: 'aurora.txt' } as const;
    const { output } = await client.responses.create(searchRequest(textModel, [store], { filters }));
    const search = output.find((item) => item.type === 'file_search_call');
    expect(search?.results?.map(({ text }) => text)).toEqual([AURORA]);
  });
});
