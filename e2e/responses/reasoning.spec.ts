import type { ResponseIncludable } from 'openai/resources/responses/responses';
import { everythingOf, expect, test, text } from '../../fixtures/index.ts';

const ask = {
  input: 'Is seven a prime number? Think first.',
  reasoning: { effort: 'low' },
  max_output_tokens: 64,
  temperature: 0,
} as const;
const reasoningText = 'Seven has no divisor but one and itself.';
const answer = text('Yes, seven is prime.', { reasoning: reasoningText });

test.describe('reasoning item', { tag: '@reasoning' }, () => {
  test('precedes the message in output', async ({ client, textModel, provider }) => {
    await provider.answers(answer);
    const { output } = await client.responses.create({ model: textModel, ...ask });
    expect(output).toMatchObject([
      { type: 'reasoning', status: 'completed', content: [{ type: 'reasoning_text', text: reasoningText }] },
      { type: 'message', content: [{ type: 'output_text', text: 'Yes, seven is prime.' }] },
    ]);
  });

  test('is streamed as reasoning_text events', async ({ client, textModel, provider }) => {
    await provider.answers(answer);
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const deltas = events.filter((event) => event.type === 'response.reasoning_text.delta').map(({ delta }) => delta);
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.join('')).toBe(reasoningText);
    expect(events.filter((event) => event.type === 'response.reasoning_text.done')).toMatchObject([
      { text: reasoningText },
    ]);
  });

  test('is streamed before the message', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const types = events.map(({ type }) => type);
    const last = types.lastIndexOf('response.reasoning_text.delta');
    expect(last).toBeGreaterThan(0);
    expect(types.indexOf('response.output_text.delta')).toBeGreaterThan(last);
  });

  test('is part of a well-formed Responses event stream', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeResponseStream();
  });

  test('is stored with the response', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...ask });
    expect(await client.responses.retrieve(response.id)).toEqual(response);
  });

  test(
    'is accepted as input with store: false',
    { tag: '@any-provider' },
    async ({ client, textModel: model, provider }) => {
      await provider.answers(answer, text('Because it has no divisor.'));
      const { output } = await client.responses.create({ model, ...ask, store: false });
      const input = [{ role: 'user', content: ask.input }, ...output, { role: 'user', content: 'Why?' }];
      await client.post('/responses', { body: { model, input, store: false } });
      const { messages } = await provider.lastRequest();
      expect([messages[0], messages.at(-1)]).toEqual([`user: ${ask.input}`, 'user: Why?']);
      expect(messages.join()).toContain('Yes, seven is prime.');
    },
  );

  test(
    'has encrypted_content when it is included',
    { tag: '@any-provider' },
    async ({ client, textModel: model, provider }) => {
      await provider.answers(answer);
      const include: ResponseIncludable[] = ['reasoning.encrypted_content'];
      const { output } = await client.responses.create({ model, ...ask, include, store: false });
      expect(output[0]).toMatchObject({ type: 'reasoning', encrypted_content: expect.any(String) });
    },
  );
});
