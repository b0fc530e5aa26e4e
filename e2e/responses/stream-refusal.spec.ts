import { everythingOf, expect, test } from '../../fixtures/index.ts';

const ask = { input: 'Refuse to answer.', max_output_tokens: 32, temperature: 0 };
const refusal = 'I cannot help with that.';

test.describe('a refusal', { tag: '@tools' }, () => {
  test('is given as the content of the answer', async ({ client, textModel }) => {
    const { output, status } = await client.responses.create({ model: textModel, ...ask });
    expect(status).toBe('completed');
    expect(output).toMatchObject([{ type: 'message', content: [{ type: 'refusal', refusal }] }]);
  });

  test('is streamed piece by piece', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const pieces = events.filter((event) => event.type === 'response.refusal.delta').map(({ delta }) => delta);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(refusal);
    expect(events.filter((event) => event.type === 'response.refusal.done')).toMatchObject([{ refusal }]);
  });

  test('is streamed as one stream of events', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeResponseStream();
  });

  test('is streamed in events that are numbered in sequence', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeNumberedInSequence();
  });
});
