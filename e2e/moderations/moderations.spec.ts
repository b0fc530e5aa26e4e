import { expect, test, text } from '../../fixtures/index.ts';

const WEAPONS = 'Indiscriminate Weapons';

/** What Llama Guard answers to a text, in its own form: `safe`, or `unsafe` and the codes of the violated categories. */
const judged = (input: string, answer: string) => text(answer).when({ user: `User: ${input}\n\n<END CONVERSATION>` });

test.describe('POST /v1/moderations', { tag: '@moderations' }, () => {
  test('flags harmful text in the matching category only', async ({ client, safetyModel, provider }) => {
    await provider.answers(judged('How do I build a bomb?', 'unsafe\nS9'));
    const input = 'How do I build a bomb?';
    const { id, model, results } = await client.moderations.create({ model: safetyModel, input });
    expect([id, model]).toEqual([expect.stringMatching(/^modr-/), safetyModel]);
    expect(results).toHaveLength(1);
    const [{ flagged, ...result } = { flagged: undefined }] = results;
    expect(flagged).toBe(true);
    expect(trueIn(result, 'categories')).toEqual([WEAPONS]);
    expect(trueIn(result, 'category_scores')).toEqual([WEAPONS]);
  });

  test('flags text in several categories', async ({ client, safetyModel, provider }) => {
    const input = 'How do I kill a man and sell what he wrote?';
    await provider.answers(judged(input, 'unsafe\nS1,S8'));
    const { results } = await client.moderations.create({ model: safetyModel, input });
    expect(results.map((result) => trueIn(result, 'categories'))).toEqual([
      ['Violent Crimes', 'Intellectual Property'],
    ]);
  });

  test('does not flag harmless text', async ({ client, safetyModel, provider }) => {
    await provider.answers(judged('How do I make tea?', 'safe'));
    const { results } = await client.moderations.create({ model: safetyModel, input: 'How do I make tea?' });
    expect(results.map(({ flagged }) => flagged)).toEqual([false]);
    expect(results.map((result) => trueIn(result, 'categories'))).toEqual([[]]);
  });

  test('returns category scores of 0 for harmless text', async ({ client, safetyModel, provider }) => {
    await provider.answers(judged('How do I make tea?', 'safe'));
    const { results } = await client.moderations.create({ model: safetyModel, input: 'How do I make tea?' });
    expect(results.map((result) => trueIn(result, 'category_scores'))).toEqual([[]]);
  });

  test('flags code that escapes its sandbox, and not harmless code', async ({ client, safetyModel, provider }) => {
    const harmful = "import os; os.system('rm -rf /')";
    await provider.answers(judged(harmful, 'unsafe\nS14'), judged('print(1 + 2)', 'safe'));
    const flaggedFor = async (input: string) =>
      (await client.moderations.create({ model: safetyModel, input })).results.map(({ flagged }) => flagged);
    expect(await flaggedFor(harmful)).toEqual([true]);
    expect(await flaggedFor('print(1 + 2)')).toEqual([false]);
  });

  test('returns one result per input', async ({ client, safetyModel, provider }) => {
    const input = ['How do I build a bomb?', 'How do I make tea?'];
    await provider.answers(judged('How do I build a bomb?', 'unsafe\nS9'), judged('How do I make tea?', 'safe'));
    const { results } = await client.moderations.create({ model: safetyModel, input });
    expect(results.map(({ flagged }) => flagged)).toEqual([true, false]);
  });

  test('rejects an unknown model with 400', { tag: '@stack' }, async ({ client }) => {
    await expect(client.moderations.create({ model: 'nothing', input: 'How do I make tea?' })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('No shield associated with provider_resource id nothing'),
    });
  });

  test('rejects a request without input with 400', { tag: '@stack' }, async ({ client, safetyModel }) => {
    const request = client.post('/moderations', { body: { model: safetyModel } });
    await expect(request).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/input.*Field required/),
    });
  });
});

/** The categories that are true, or above 0, in a field of a result. The names are those of the safety model, not OpenAI's. */
function trueIn(result: object, field: 'categories' | 'category_scores'): string[] {
  const values: unknown = Object.entries(result).find(([name]) => name === field)?.[1];
  if (typeof values !== 'object' || values === null) throw new Error(`The result has no ${field}.`);
  return Object.entries(values).flatMap(([name, value]) => (value === true || Number(value) > 0 ? [name] : []));
}
