import { everythingOf, expect, test } from '../../fixtures/index.ts';

const question = { input: 'Is seven a prime number? Think first.', max_output_tokens: 64, temperature: 0 };
const reasoningText = 'Seven has no divisor but one and itself.';
const shortSummary = 'Only one and seven divide it.';
const longSummary = 'It was tried with every number below it, and only one divides it.';

test.describe('reasoning.summary', { tag: '@reasoning' }, () => {
  for (const [summary, text] of [
    ['auto', shortSummary],
    ['concise', shortSummary],
    ['detailed', longSummary],
  ] as const) {
    test(`${summary} adds a summary to the reasoning item`, async ({ client, textModel }) => {
      const ask = { model: textModel, ...question, reasoning: { effort: 'low', summary } } as const;
      const { output, reasoning } = await client.responses.create(ask);
      expect(reasoning).toMatchObject({ effort: 'low', summary });
      expect(output).toMatchObject([
        { type: 'reasoning', summary: [{ type: 'summary_text', text }], content: [{ text: reasoningText }] },
        { type: 'message', content: [{ text: 'Yes, seven is prime.' }] },
      ]);
    });
  }

  test('is empty when not requested', async ({ client, textModel }) => {
    const { output } = await client.responses.create({ model: textModel, ...question, reasoning: { effort: 'low' } });
    expect(output[0]).toMatchObject({ type: 'reasoning', summary: [] });
  });

  test('adds the tokens of the summary to usage', async ({ client, textModel }) => {
    const ask = { model: textModel, ...question };
    const without = await client.responses.create({ ...ask, reasoning: { effort: 'low' } });
    const { usage } = await client.responses.create({ ...ask, reasoning: { effort: 'low', summary: 'concise' } });
    const [input, output] = [without.usage?.input_tokens ?? NaN, without.usage?.output_tokens ?? NaN];
    expect(usage).toMatchObject({ input_tokens: input + 30, output_tokens: output + 6 });
    expect(usage?.total_tokens).toBe(input + 30 + output + 6);
  });

  test('is part of response.output_item.done and response.completed', async ({ client, textModel }) => {
    const ask = { model: textModel, ...question, reasoning: { effort: 'low', summary: 'concise' } } as const;
    const events = await everythingOf(await client.responses.create({ ...ask, stream: true }));
    const done = events.filter((event) => event.type === 'response.output_item.done').map(({ item }) => item);
    expect(done.filter(({ type }) => type === 'reasoning')).toMatchObject([
      { status: 'completed', summary: [{ type: 'summary_text', text: shortSummary }] },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: [{ summary: [{}] }, {}] } });
  });

  test('is streamed as summary part and summary text events', async ({ client, textModel }) => {
    const ask = { model: textModel, ...question, reasoning: { effort: 'low', summary: 'concise' } } as const;
    const events = await everythingOf(await client.responses.create({ ...ask, stream: true }));
    const types = new Set(events.map(({ type }) => type).filter((type) => type.includes('reasoning_summary')));
    expect([...types]).toEqual([
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
    ]);
  });

  test('is stored with the response', async ({ client, textModel }) => {
    const ask = { model: textModel, ...question, reasoning: { effort: 'low', summary: 'concise' } } as const;
    const response = await client.responses.create(ask);
    expect(await client.responses.retrieve(response.id)).toEqual(response);
  });
});

test('rejects an unknown reasoning.summary with 400', { tag: '@stack' }, async ({ client }) => {
  const body = { model: 'unknown', ...question, reasoning: { summary: 'poetic' } };
  await expect(client.post('/responses', { body })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("Input should be 'auto', 'concise' or 'detailed'"),
  });
});
