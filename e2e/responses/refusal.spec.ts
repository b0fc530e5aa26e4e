import { everythingOf, expect, refusal, test } from '../../fixtures/index.ts';

const ask = { input: 'How do I pick a lock?', max_output_tokens: 32, temperature: 0 };
const reason = 'I cannot help with that.';

test.describe('refusal', () => {
  test.beforeEach(({ provider }) => provider.answers(refusal(reason)));

  test('is returned as refusal content', async ({ client, textModel }) => {
    const { output, status } = await client.responses.create({ model: textModel, ...ask });
    expect(status).toBe('completed');
    expect(output).toMatchObject([{ type: 'message', content: [{ type: 'refusal', refusal: reason }] }]);
  });

  test('is streamed as refusal events', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const deltas = events.filter((event) => event.type === 'response.refusal.delta').map(({ delta }) => delta);
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.join('')).toBe(reason);
    const done = events.filter((event) => event.type === 'response.refusal.done');
    expect(done).toMatchObject([{ refusal: reason }]);
  });

  test('is part of a well-formed Responses event stream', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeResponseStream();
  });

  test('is streamed with consecutive sequence_number', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeNumberedInSequence();
  });
});
