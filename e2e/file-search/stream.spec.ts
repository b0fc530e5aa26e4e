import { embedding, everythingOf, expect } from '../../fixtures/index.ts';
import { citedAnswer, fileSearchCall, searchRequest, test } from './fixture.ts';

test.describe('streamed file_search', () => {
  test(
    'emits file_search_call events before output_text deltas',
    { tag: '@tools' },
    async ({ client, textModel, storeWithFacts }) => {
      const { store } = await storeWithFacts();
      const request = { ...searchRequest(textModel, [store], { max_num_results: 2 }), stream: true } as const;
      const events = await everythingOf(await client.responses.create(request));
      const types = events.map(({ type }) => type).filter((type) => /file_search_call|output_text.delta/.test(type));
      expect(types.slice(0, 3)).toEqual([
        'response.file_search_call.in_progress',
        'response.file_search_call.searching',
        'response.file_search_call.completed',
      ]);
      expect(new Set(types.slice(3))).toEqual(new Set(['response.output_text.delta']));
    },
  );

  test('completes with the concatenated output_text deltas', async ({
    client,
    textModel,
    provider,
    storeWithFacts,
  }) => {
    await provider.answers(embedding().persist(), fileSearchCall('aurora launch code'), citedAnswer());
    const { store } = await storeWithFacts();
    const events = await everythingOf(
      await client.responses.create({ ...searchRequest(textModel, [store]), stream: true }),
    );
    const text = events.flatMap((event) => (event.type === 'response.output_text.delta' ? event.delta : [])).join('');
    expect(text).toContain('7342');
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { output: [{}, { content: [{ text }] }] },
    });
  });

  test('numbers events with consecutive sequence_number', async ({ client, textModel, provider, storeWithFacts }) => {
    await provider.answers(embedding().persist(), fileSearchCall('aurora launch code'), citedAnswer());
    const { store } = await storeWithFacts();
    const events = await everythingOf(
      await client.responses.create({ ...searchRequest(textModel, [store]), stream: true }),
    );
    expect(events).toBeNumberedInSequence();
  });

  test('emits output_text.annotation.added for each citation', async ({
    client,
    textModel,
    provider,
    storeWithFacts,
  }) => {
    await provider.answers(embedding().persist(), fileSearchCall('aurora launch code'), citedAnswer());
    const { store } = await storeWithFacts();
    const events = await everythingOf(
      await client.responses.create({ ...searchRequest(textModel, [store]), stream: true }),
    );
    const cited = events.filter((event) => event.type === 'response.output_text.annotation.added');
    expect(cited).toMatchObject([{ annotation_index: 0, annotation: { type: 'file_citation' } }]);
  });

  test(
    'emits a well-formed Responses event stream',
    { tag: '@tools' },
    async ({ client, textModel, storeWithFacts }) => {
      const { store } = await storeWithFacts();
      const request = { ...searchRequest(textModel, [store], { max_num_results: 2 }), stream: true } as const;
      expect(await everythingOf(await client.responses.create(request))).toBeResponseStream();
    },
  );
});
