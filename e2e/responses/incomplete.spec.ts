import { everythingOf, expect, test, text } from '../../fixtures/index.ts';

const ask = { input: 'Tell me a long story.', max_output_tokens: 32, temperature: 0 };
const partialText = 'Once upon a time there was a';

test.describe('incomplete response', () => {
  test.beforeEach(({ provider }) => provider.answers(text(partialText, { finish: 'length' })));

  test('returns and stores status incomplete with the partial text', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...ask });
    expect(response).toMatchObject({ status: 'incomplete', error: null, output_text: partialText });
    expect(await client.responses.retrieve(response.id)).toMatchObject({
      status: 'incomplete',
      output: response.output,
    });
  });

  test('returns completed_at null', async ({ client, textModel }) => {
    expect(await client.responses.create({ model: textModel, ...ask })).toMatchObject({ completed_at: null });
  });

  test('returns a message with status incomplete', async ({ client, textModel }) => {
    const { output } = await client.responses.create({ model: textModel, ...ask });
    expect(output).toMatchObject([{ status: 'incomplete' }]);
  });

  test('returns incomplete_details.reason max_output_tokens', async ({ client, textModel }) => {
    const { incomplete_details } = await client.responses.create({ model: textModel, ...ask });
    expect(incomplete_details).toEqual({ reason: 'max_output_tokens' });
  });

  test('ends a well-formed event stream with response.incomplete', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeResponseStream();
    expect(events).toBeNumberedInSequence();
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'incomplete' } });
  });

  test('can be continued with previous_response_id', async ({ client, textModel, provider }) => {
    await provider.answers(text('The end.'));
    const { id } = await client.responses.create({ model: textModel, ...ask });
    const next = { model: textModel, previous_response_id: id, max_output_tokens: 16, temperature: 0 };
    const after = await client.responses.create({ ...next, input: 'Go on.' });
    expect(after.previous_response_id).toBe(id);
    const { data } = await client.responses.inputItems.list(after.id, { order: 'asc' });
    expect(data).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: [{ text: partialText }] },
      { role: 'user' },
    ]);
  });
});
