import { everythingOf, expect, test, text } from '../../fixtures/index.ts';

const ask = { input: 'Count to three.', max_output_tokens: 16, temperature: 0 };
const chunks = ['One', ' and tw', 'o, t', 'hree.'];
const answer = text(chunks, { usage: { prompt: 11, completion: 5 } });
const usage = { input_tokens: 11, output_tokens: 5, total_tokens: 16 };

test.describe('provider passthrough', () => {
  test.beforeEach(({ provider }) => provider.answers(answer));

  test('returns the answer as the only message, with its usage', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...ask });
    expect(response).toMatchObject({ object: 'response', model: textModel, status: 'completed', error: null, usage });
    expect(response.output).toEqual([
      {
        type: 'message',
        id: expect.stringMatching(/^msg_[0-9a-f-]{36}$/),
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: chunks.join(''), annotations: [], logprobs: [] }],
      },
    ]);
  });

  test('sets completed_at', async ({ client, textModel }) => {
    const { created_at, completed_at } = await client.responses.create({ model: textModel, ...ask });
    expect(completed_at).toBeGreaterThanOrEqual(created_at);
    expect(completed_at).toBeLessThanOrEqual(Date.now() / 1000 + 1);
  });

  test('streams one delta per provider chunk', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events.map((event) => ('delta' in event ? event.delta : event.type))).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      ...chunks,
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
  });

  test('returns text and usage in response.completed', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events.at(-1)).toMatchObject({
      type: 'response.completed',
      response: { usage, output: [{ content: [{ text: chunks.join('') }] }] },
    });
  });

  test('sends all input_text parts of a message to the model', async ({ client, textModel, provider }) => {
    const content = ['Count ', 'to ', 'three.'].map((part) => ({ type: 'input_text' as const, text: part }));
    const response = await client.responses.create({ model: textModel, ...ask, input: [{ role: 'user', content }] });
    expect(response.output_text).toBe(chunks.join(''));
    expect((await provider.lastRequest()).messages).toEqual(['user: Count to three.']);
  });
});
