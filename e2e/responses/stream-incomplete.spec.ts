import { everythingOf, expect, test } from '../../fixtures/index.ts';

const ask = { input: 'Begin an answer that is too long.', max_output_tokens: 32, temperature: 0 };
const begun = 'Once upon a time there was a';

test.describe('an answer that is cut short', { tag: '@tools' }, () => {
  test('is incomplete, with what there is of it', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...ask });
    expect(response).toMatchObject({ status: 'incomplete', error: null, output_text: begun });
    expect(await client.responses.retrieve(response.id)).toMatchObject({
      status: 'incomplete',
      output: response.output,
    });
  });

  test('has no time of completion', async ({ client, textModel }) => {
    expect(await client.responses.create({ model: textModel, ...ask })).toMatchObject({ completed_at: null });
  });

  test('has a message that is incomplete', async ({ client, textModel }) => {
    const { output } = await client.responses.create({ model: textModel, ...ask });
    expect(output).toMatchObject([{ status: 'incomplete' }]);
  });

  test('names the reason in the words of the protocol', async ({ client, textModel }) => {
    const { incomplete_details } = await client.responses.create({ model: textModel, ...ask });
    expect(incomplete_details).toEqual({ reason: 'max_output_tokens' });
  });

  test('is streamed as one stream, which ends with response.incomplete', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeResponseStream();
    expect(events).toBeNumberedInSequence();
    expect(events.at(-1)).toMatchObject({ type: 'response.incomplete', response: { status: 'incomplete' } });
  });

  test('can be gone on from', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...ask });
    const next = { model: textModel, previous_response_id: id, max_output_tokens: 16, temperature: 0 };
    const after = await client.responses.create({ ...next, input: 'Go on.' });
    expect(after.previous_response_id).toBe(id);
    const { data } = await client.responses.inputItems.list(after.id, { order: 'asc' });
    expect(data).toMatchObject([{ role: 'user' }, { role: 'assistant', content: [{ text: begun }] }, { role: 'user' }]);
  });
});
