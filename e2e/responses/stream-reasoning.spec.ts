import { everythingOf, expect, test } from '../../fixtures/index.ts';

const ask = {
  input: 'Is seven a prime number? Think first.',
  reasoning: { effort: 'low' },
  max_output_tokens: 64,
  temperature: 0,
} as const;
const thought = 'Seven has no divisor but one and itself.';

test.describe('reasoning', { tag: '@reasoning' }, () => {
  test('is an item of its own before the answer', async ({ client, textModel }) => {
    const { output } = await client.responses.create({ model: textModel, ...ask });
    expect(output).toMatchObject([
      { type: 'reasoning', status: 'completed', content: [{ type: 'reasoning_text', text: thought }] },
      { type: 'message', content: [{ type: 'output_text', text: 'Yes, seven is prime.' }] },
    ]);
  });

  test('is streamed piece by piece', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const pieces = events.filter((event) => event.type === 'response.reasoning_text.delta').map(({ delta }) => delta);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(thought);
    expect(events.filter((event) => event.type === 'response.reasoning_text.done')).toMatchObject([{ text: thought }]);
  });

  test('is streamed before the answer', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const types = events.map(({ type }) => type);
    const last = types.lastIndexOf('response.reasoning_text.delta');
    expect(last).toBeGreaterThan(0);
    expect(types.indexOf('response.output_text.delta')).toBeGreaterThan(last);
  });

  test('is streamed as one stream of events', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeResponseStream();
  });

  test('is kept with the answer', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...ask });
    expect(await client.responses.retrieve(response.id)).toEqual(response);
  });
});
