import { everythingOf, expect, test } from '../../fixtures/index.ts';
import { question } from './request.ts';

test.describe('streaming web search', { tag: '@tools' }, () => {
  test('emits web_search_call events, then output_text deltas', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    const types = events.map(({ type }) => type).filter((type) => /web_search_call|output_text.delta/.test(type));
    expect(types.slice(0, 3)).toEqual([
      'response.web_search_call.in_progress',
      'response.web_search_call.searching',
      'response.web_search_call.completed',
    ]);
    expect(new Set(types.slice(3))).toEqual(new Set(['response.output_text.delta']));
  });

  test('emits web_search_call events with the id of their output item', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    const ids = events.flatMap((event) =>
      /web_search_call/.test(event.type) && 'item_id' in event ? event.item_id : [],
    );
    const last = events.at(-1);
    expect(last).toMatchObject({ type: 'response.completed', response: { output: [{ type: 'web_search_call' }, {}] } });
    const item = last?.type === 'response.completed' ? last.response.output[0] : undefined;
    expect(ids).toEqual([item?.id, item?.id, item?.id]);
  });

  test('ends with response.completed holding the streamed text', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    const text = events.flatMap((event) => (event.type === 'response.output_text.delta' ? event.delta : [])).join('');
    expect(text).toBe('Ingrid Solberg won the aurora prize in 2031.');
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { status: 'completed', output: [{ status: 'completed' }, { content: [{ text }] }] },
    });
  });

  test('emits consecutive sequence numbers', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    expect(events).toBeNumberedInSequence();
  });

  test('emits a well-formed Responses event stream', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ ...question(textModel), stream: true }));
    expect(events).toBeResponseStream();
  });
});
