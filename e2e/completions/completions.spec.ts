import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { prompt: 'One, two, three,', max_tokens: 5, temperature: 0 };

test.describe('text completions', { tag: '@completions' }, () => {
  test('continues a prompt up to max_tokens', async ({ client, textModel }) => {
    const answer = await client.completions.create({ model: textModel, ...brief });
    expect(answer).toMatchObject({ object: 'text_completion', model: textModel, usage: { completion_tokens: 5 } });
    expect(answer.choices).toMatchObject([{ index: 0, finish_reason: 'length', text: expect.stringMatching(/\w/) }]);
  });

  test('streams text chunks under one id, finish_reason last', async ({ client, textModel }) => {
    const pieces = await everythingOf(await client.completions.create({ model: textModel, ...brief, stream: true }));
    expect(new Set(pieces.map(({ id }) => id)).size).toBe(1);
    const choices = pieces.flatMap((piece) => piece.choices);
    expect(choices.filter(({ text }) => text).length).toBeGreaterThan(2);
    expect(choices.flatMap(({ finish_reason }) => finish_reason ?? [])).toEqual(['length']);
    expect(choices.at(-1)?.finish_reason).toBe('length');
  });
});

test('answers 404 for an unknown model', { tag: '@stack' }, async ({ client }) => {
  const request = client.completions.create({ model: 'nothing', ...brief });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});
