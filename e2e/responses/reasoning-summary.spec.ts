import { everythingOf, expect, test, text } from '../../fixtures/index.ts';

const question = { input: 'Is seven a prime number?', max_output_tokens: 64, temperature: 0 };
const reasoning = 'Seven has no divisor but one and itself.';
const answer = text('Yes, seven is prime.', { reasoning, usage: { prompt: 8, completion: 12 } });
const short = 'Only one and seven divide it.';
const long = 'It was tried with every number below it, and only one divides it.';

/** The summary is asked of the model in a request of its own, which says how long it is to be. */
const shortSummary = text(short, { usage: { prompt: 30, completion: 6 } }).when({ user: 'in one or two sentences' });
const longSummary = text(long).when({ user: 'Be thorough' });

test.describe('reasoning.summary', { tag: '@reasoning' }, () => {
  test.beforeEach(({ provider }) => provider.answers(answer));

  for (const [summary, answered, summaryText] of [
    ['auto', shortSummary, short],
    ['concise', shortSummary, short],
    ['detailed', longSummary, long],
  ] as const) {
    test(`${summary} adds a summary to the reasoning item`, async ({ client, textModel, provider }) => {
      await provider.answers(answered);
      const ask = { model: textModel, ...question, reasoning: { effort: 'low', summary } } as const;
      const response = await client.responses.create(ask);
      expect(response.reasoning).toMatchObject({ effort: 'low', summary });
      expect(response.output).toMatchObject([
        { type: 'reasoning', summary: [{ type: 'summary_text', text: summaryText }], content: [{ text: reasoning }] },
        { type: 'message', content: [{ text: 'Yes, seven is prime.' }] },
      ]);
      expect((await provider.lastRequest()).messages.at(-1)).toContain(reasoning);
    });
  }

  test('is empty when not requested', async ({ client, textModel }) => {
    const { output } = await client.responses.create({ model: textModel, ...question, reasoning: { effort: 'low' } });
    expect(output[0]).toMatchObject({ type: 'reasoning', summary: [] });
  });

  test('adds the tokens of the summary to usage', async ({ client, textModel, provider }) => {
    await provider.answers(shortSummary);
    const ask = { model: textModel, ...question, reasoning: { effort: 'low', summary: 'concise' } } as const;
    const { usage } = await client.responses.create(ask);
    expect(usage).toMatchObject({ input_tokens: 8 + 30, output_tokens: 12 + 6, total_tokens: 20 + 36 });
  });

  test('is part of response.output_item.done and response.completed', async ({ client, textModel, provider }) => {
    await provider.answers(shortSummary);
    const ask = { model: textModel, ...question, reasoning: { effort: 'low', summary: 'concise' } } as const;
    const events = await everythingOf(await client.responses.create({ ...ask, stream: true }));
    const done = events.filter((event) => event.type === 'response.output_item.done').map(({ item }) => item);
    expect(done.filter(({ type }) => type === 'reasoning')).toMatchObject([
      { status: 'completed', summary: [{ type: 'summary_text', text: short }] },
    ]);
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: [{ summary: [{}] }, {}] } });
  });

  test('is streamed as summary part and summary text events', async ({ client, textModel, provider }) => {
    await provider.answers(shortSummary);
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

  test('is stored with the response', async ({ client, textModel, provider }) => {
    await provider.answers(shortSummary);
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
