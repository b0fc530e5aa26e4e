import { expect, text, toolCalls } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

const DELTAS = ['One', ' and tw', 'o, t', 'hree.'];
const answer = text(DELTAS, { usage: { prompt: 11, completion: 5 } });
const tools = [{ function_declarations: [{ name: 'get_weather', parameters: { type: 'object', properties: {} } }] }];

test.describe('Streamed interactions', { tag: ['@any-provider', '@interactions'] }, () => {
  test("streams the model's deltas as content.delta between start and stop", async ({ interactStreamed, provider }) => {
    await provider.answers(answer);
    const events = await interactStreamed({ input: 'Count to three.' });
    expect(events).toMatchObject([
      { event_type: 'interaction.start', interaction: { object: 'interaction', status: 'in_progress' } },
      { event_type: 'content.start', index: 0, content: { type: 'text' } },
      ...DELTAS.map((text) => ({ event_type: 'content.delta', index: 0, delta: { type: 'text', text } })),
      { event_type: 'content.stop', index: 0 },
      { event_type: 'interaction.complete', interaction: { object: 'interaction', status: 'completed' } },
    ]);
  });

  test('gives one id from interaction.start to interaction.complete', async ({ interactStreamed, provider }) => {
    await provider.answers(answer);
    const events = await interactStreamed({ input: 'Count to three.' });
    expect(events.at(-1)).toMatchObject({ interaction: { id: idOf(events[0]) } });
  });

  test('reports usage in interaction.complete', async ({ interactStreamed, provider }) => {
    await provider.answers(answer);
    const events = await interactStreamed({ input: 'Count to three.' });
    const usage = { total_input_tokens: 11, total_output_tokens: 5, total_tokens: 16 };
    expect(events.at(-1)).toMatchObject({ event_type: 'interaction.complete', interaction: { usage } });
  });

  test('streams a function call as a block of its own', async ({ interactStreamed, provider }) => {
    await provider.answers(toolCalls('Let me look.', { name: 'get_weather', arguments: { city: 'Paris' } }));
    const events = await interactStreamed({ input: 'The weather of Paris?', tools });
    const blocks = events.filter(({ event_type }) => event_type.startsWith('content.'));
    expect(blocks.map(({ event_type, index }) => `${event_type} ${String(index)}`).filter(unlike)).toEqual([
      'content.start 0',
      'content.delta 0',
      'content.stop 0',
      'content.start 1',
      'content.delta 1',
      'content.stop 1',
    ]);
    expect(blocks.find(({ event_type, index }) => event_type === 'content.start' && index === 1)).toMatchObject({
      content: { type: 'function_call', name: 'get_weather', id: expect.any(String) },
    });
  });

  test('continues a streamed interaction', async ({ interact, interactStreamed, provider }) => {
    await provider.answers(answer, text('Three.'));
    const events = await interactStreamed({ input: 'Count to three.' });
    await interact({ input: 'The last one?', previous_interaction_id: idOf(events[0]) });
    expect((await provider.lastRequest()).messages).toEqual([
      'user: Count to three.',
      'assistant: One and two, three.',
      'user: The last one?',
    ]);
  });

  test('ends with an error event when the provider breaks off', async ({ interactStreamed, provider }) => {
    await provider.answers(answer.cutAfter(2));
    const types = (await interactStreamed({ input: 'Count to three.' })).map(({ event_type }) => event_type);
    expect(types.at(-1)).toBe('error');
  });
});

/** Whether a line differs from the one before it. */
function unlike(line: string, n: number, lines: string[]): boolean {
  return line !== lines[n - 1];
}

function idOf(event: Record<string, unknown> | undefined): unknown {
  const interaction = event?.interaction;
  return typeof interaction === 'object' && interaction !== null && 'id' in interaction ? interaction.id : undefined;
}
