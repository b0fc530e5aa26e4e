import { everythingOf, expect, test } from '../../fixtures/index.ts';

const ask = { input: 'Say hello.', max_output_tokens: 16, temperature: 0 };

test.describe('reasoning.effort', { tag: '@reasoning-effort' }, () => {
  for (const effort of ['low', 'medium', 'high'] as const) {
    test(`${effort} is returned and stored with the response`, async ({ client, textModel }) => {
      const response = await client.responses.create({ model: textModel, ...ask, reasoning: { effort } });
      expect(response).toMatchObject({ object: 'response', model: textModel, reasoning: { effort } });
      expect(await client.responses.retrieve(response.id)).toEqual(response);
    });
  }

  test('is included in every response event of a stream', async ({ client, textModel }) => {
    const request = { model: textModel, ...ask, reasoning: { effort: 'low' as const }, stream: true as const };
    const events = await everythingOf(await client.responses.create(request));
    const reported = events.flatMap((event) => ('response' in event ? [[event.type, event.response.reasoning]] : []));
    const reasoning = { effort: 'low', summary: null, generate_summary: null };
    expect(reported).toEqual([
      ['response.created', reasoning],
      ['response.in_progress', reasoning],
      [expect.stringMatching(/^response\.(completed|incomplete)$/), reasoning],
    ]);
  });
});
