import { everythingOf, expect, test } from '../../fixtures/index.ts';
import { question } from './ask.ts';

test.describe('a streamed web search', { tag: '@tools' }, () => {
  test('tells of the search, then of the answer', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    const told = events.map(({ type }) => type).filter((type) => /web_search_call|output_text.delta/.test(type));
    expect(told.slice(0, 3)).toEqual([
      'response.web_search_call.in_progress',
      'response.web_search_call.searching',
      'response.web_search_call.completed',
    ]);
    expect(new Set(told.slice(3))).toEqual(new Set(['response.output_text.delta']));
  });

  test('tells of the search as of the item that it becomes', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    const ids = events.flatMap((event) =>
      /web_search_call/.test(event.type) && 'item_id' in event ? event.item_id : [],
    );
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'response.completed', response: { output: [{ type: 'web_search_call' }, {}] } });
    const item = last?.type === 'response.completed' ? last.response.output[0] : undefined;
    expect(ids).toEqual([item?.id, item?.id, item?.id]);
  });

  test('ends with the answer that its pieces made', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    const text = events.flatMap((event) => (event.type === 'response.output_text.delta' ? event.delta : [])).join('');
    expect(text).toBe('Ingrid Solberg won the aurora prize in 2031.');
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { status: 'completed', output: [{ status: 'completed' }, { content: [{ text }] }] },
    });
  });

  test('is numbered in sequence', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    expect(events).toBeNumberedInSequence();
  });

  test('is one stream of events', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    expect(events).toBeResponseStream();
  });
});
