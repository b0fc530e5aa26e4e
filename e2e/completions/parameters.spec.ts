import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { prompt: 'One, two, three,', max_tokens: 12, temperature: 0 };

test.describe('text completions', { tag: '@completions' }, () => {
  for (const [what, stop] of [
    ['a stop sequence', 'o'],
    ['any of several stop sequences', ['zebra', 'o']],
  ] as const) {
    test(`stops before ${what}`, async ({ client, textModel }) => {
      const sequences = typeof stop === 'string' ? stop : [...stop];
      const { choices } = await client.completions.create({ model: textModel, ...brief, stop: sequences });
      expect(choices[0]?.finish_reason).toBe('stop');
      expect(choices[0]?.text).not.toContain('o');
    });
  }

  test('returns as many choices as n', { tag: '@several-choices' }, async ({ client, textModel }) => {
    const ask = { model: textModel, ...brief, max_tokens: 4, temperature: 1, seed: 1, n: 2 };
    const { choices } = await client.completions.create(ask);
    expect(choices.map(({ index }) => index)).toEqual([0, 1]);
    expect(choices[0]?.text).not.toBe(choices[1]?.text);
  });

  test('returns one choice for each prompt', { tag: '@several-choices' }, async ({ client, textModel }) => {
    const ask = { model: textModel, prompt: ['One, two,', 'Red, green,'], max_tokens: 3, temperature: 0 };
    const { choices } = await client.completions.create(ask);
    expect(choices).toMatchObject([
      { index: 0, finish_reason: 'length', text: expect.stringMatching(/\w/) },
      { index: 1, finish_reason: 'length', text: expect.stringMatching(/\w/) },
    ]);
  });

  test('starts with the prompt when echo is set', { tag: '@completion-logprobs' }, async ({ client, textModel }) => {
    const { choices } = await client.completions.create({ model: textModel, ...brief, echo: true });
    expect(choices[0]?.text).toMatch(/^One, two, three,./);
  });

  test(
    'returns token_logprobs that agree with top_logprobs',
    { tag: '@completion-logprobs' },
    async ({ client, textModel }) => {
      const { choices } = await client.completions.create({ model: textModel, ...brief, max_tokens: 4, logprobs: 2 });
      const [{ text, logprobs } = { text: '', logprobs: null }] = choices;
      expect(logprobs?.tokens?.join('')).toBe(text);
      expect(logprobs?.token_logprobs).toHaveLength(4);
      expect(logprobs?.top_logprobs?.map((top) => Object.keys(top).length)).toEqual([2, 2, 2, 2]);
      for (const [at, token] of (logprobs?.tokens ?? []).entries())
        expect(logprobs?.top_logprobs?.[at]?.[token]).toBe(logprobs?.token_logprobs?.[at]);
    },
  );

  test('streams the logprobs of every token', { tag: '@completion-logprobs' }, async ({ client, textModel }) => {
    const ask = { model: textModel, ...brief, max_tokens: 4, logprobs: 2, stream: true as const };
    const pieces = await everythingOf(await client.completions.create(ask));
    const choices = pieces.flatMap((piece) => piece.choices);
    const tokens = choices.flatMap(({ logprobs }) => logprobs?.tokens ?? []);
    expect(tokens).toHaveLength(4);
    expect(tokens.join('')).toBe(choices.map(({ text }) => text).join(''));
  });

  test(
    'completes with one of the structured_outputs choices',
    { tag: '@guided-choice' },
    async ({ client, textModel }) => {
      const choice = ['joy', 'sadness', 'rain'];
      const body = { model: textModel, ...brief, prompt: 'I feel really sunny today. I feel ' };
      const answer = await client.post('/completions', { body: { ...body, structured_outputs: { choice } } });
      expect(answer).toMatchObject({ choices: [{ text: expect.stringMatching(/^(joy|sadness|rain)$/) }] });
    },
  );

  test("forwards the provider's 400 for an unsupported suffix", async ({ client, textModel }) => {
    const request = client.completions.create({ model: textModel, ...brief, suffix: ' five.' });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/suffix|insert/) });
  });

  test('returns the same text for the same seed', async ({ client, textModel }) => {
    const ask = { model: textModel, ...brief, temperature: 1, seed: 7 };
    const [one, two] = [await client.completions.create(ask), await client.completions.create(ask)];
    expect(one.choices[0]?.text).toBe(two.choices[0]?.text);
  });
});

test('rejects a missing prompt with 400', { tag: '@stack' }, async ({ client, textModel }) => {
  const request = client.post('/completions', { body: { model: textModel, ...brief, prompt: undefined } });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/prompt.*Field required/),
  });
});

for (const { what, body, why } of [
  { what: 'a negative max_tokens', body: { max_tokens: -1 }, why: /max_tokens.*greater than or equal/ },
  { what: 'n of 0', body: { n: 0 }, why: /n.*greater than or equal to 1/ },
]) {
  test(`rejects ${what} with 400`, async ({ client, textModel }) => {
    const request = client.post('/completions', { body: { model: textModel, ...brief, ...body } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}
