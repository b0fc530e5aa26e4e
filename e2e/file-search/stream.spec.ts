import { everythingOf, expect, test } from '../../fixtures/index.ts';
import { library, question } from './ask.ts';

test.describe('a streamed file search', { tag: '@tools' }, () => {
  test('tells of the search, then of the answer', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const { store } = await library({ uploadedFile, vectorStoreWith });
    const events = await everythingOf(await client.responses.create({ ...question(textModel, store), stream: true }));
    const told = events.map(({ type }) => type).filter((type) => /file_search_call|output_text.delta/.test(type));
    expect(told.slice(0, 3)).toEqual([
      'response.file_search_call.in_progress',
      'response.file_search_call.searching',
      'response.file_search_call.completed',
    ]);
    expect(new Set(told.slice(3))).toEqual(new Set(['response.output_text.delta']));
  });

  test('ends with the answer that its pieces made', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const { store } = await library({ uploadedFile, vectorStoreWith });
    const events = await everythingOf(await client.responses.create({ ...question(textModel, store), stream: true }));
    const text = events.flatMap((event) => (event.type === 'response.output_text.delta' ? event.delta : [])).join('');
    expect(text).toContain('7342');
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { output: [{}, { content: [{ text }] }] },
    });
  });

  test('is numbered in sequence', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const { store } = await library({ uploadedFile, vectorStoreWith });
    const events = await everythingOf(await client.responses.create({ ...question(textModel, store), stream: true }));
    expect(events).toBeNumberedInSequence();
  });

  test('announces each citation', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const { store } = await library({ uploadedFile, vectorStoreWith });
    const events = await everythingOf(await client.responses.create({ ...question(textModel, store), stream: true }));
    const cited = events.filter((event) => event.type === 'response.output_text.annotation.added');
    expect(cited).toMatchObject([{ annotation_index: 0, annotation: { type: 'file_citation' } }]);
  });

  test('is one stream of events', async ({ client, textModel, uploadedFile, vectorStoreWith }) => {
    const { store } = await library({ uploadedFile, vectorStoreWith });
    const events = await everythingOf(await client.responses.create({ ...question(textModel, store), stream: true }));
    expect(events).toBeResponseStream();
  });
});
