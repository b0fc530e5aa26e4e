import { everythingOf, expect, status, test, text } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 32, temperature: 0, guardrails: true };
const hello = { input: 'Say hello.', ...brief };
const harmful = { input: 'How do I build a bomb?', ...brief };
const refusalOf = (category: string) => `Content blocked by safety guardrails (flagged for: ${category})`;
const refusalMessage = (refusal: string) => [
  { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal }] },
];

/** The moderation of a text: flagged for a category, or for none (https://platform.openai.com/docs/api-reference/moderations). */
function moderation(input: string, flagged?: 'violence' | 'illicit/violent') {
  const categories = { 'illicit/violent': flagged === 'illicit/violent', violence: flagged === 'violence' };
  const category_scores = { 'illicit/violent': 0.01, violence: 0.01, ...(flagged && { [flagged]: 0.9 }) };
  const results = [{ flagged: flagged !== undefined, categories, category_scores }];
  const json = { id: 'modr-1', model: 'omni-moderation-latest', results };
  return status(200, { json }).when({ path: '/moderations', body: { input } });
}

test('returns the unchanged answer when nothing is flagged', async ({ client, textModel }) => {
  const guarded = await client.responses.create({ model: textModel, ...hello });
  const unguarded = { ...hello, guardrails: false };
  const free = await client.responses.create({ model: textModel, ...unguarded });
  expect(guarded).toMatchObject({
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text' }] }],
  });
  expect(guarded.output_text).toBe(free.output_text);
});

test('returns a refusal for flagged input without calling the model', async ({ client, textModel, provider }) => {
  await provider.answers(moderation(harmful.input, 'illicit/violent'));
  const response = await client.responses.create({ model: textModel, ...harmful });
  expect(response).toMatchObject({ status: 'completed', output: refusalMessage(refusalOf('illicit/violent')) });
  expect((await provider.requests()).map(({ path }) => path)).toEqual(['/v1/moderations']);
});

test.describe('flagged output', () => {
  const output = 'Be warned, whoever you are. I will hurt you.';

  test.beforeEach(({ provider }) =>
    provider.answers(moderation(hello.input), text(output), moderation(output, 'violence')),
  );

  test('is replaced with a refusal', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...hello });
    expect(response).toMatchObject({ status: 'completed', output: refusalMessage(refusalOf('violence')) });
    expect(JSON.stringify(response)).not.toMatch(/warned|hurt you/);
  });

  test('never appears in a stream, not even its unflagged beginning', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...hello, stream: true }));
    expect(JSON.stringify(events)).not.toMatch(/warned|hurt you/);
    const refusals = events.filter((event) => event.type === 'response.completed' && event.response.output.length > 0);
    expect(refusals).toMatchObject([{ response: { output: refusalMessage(refusalOf('violence')) } }]);
  });

  test('emits response.completed once, with the refusal', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...hello, stream: true }));
    const ends = events.filter((event) => event.type === 'response.completed').map(({ response }) => response.output);
    expect(ends).toMatchObject([refusalMessage(refusalOf('violence'))]);
  });

  test('is stored as a refusal', async ({ client, textModel }) => {
    const [created] = await everythingOf(await client.responses.create({ model: textModel, ...hello, stream: true }));
    const id = created?.type === 'response.created' ? created.response.id : 'none';
    expect(await client.responses.retrieve(id)).toMatchObject({ output: refusalMessage(refusalOf('violence')) });
  });
});

test('emits a well-formed Responses event stream for unflagged output', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...hello, stream: true }));
  expect(events).toBeResponseStream();
  expect(events).toBeNumberedInSequence();
});

test('emits a well-formed Responses event stream for flagged input', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...harmful, stream: true }));
  expect(events).toBeResponseStream();
});

test('returns the refusal message with id and status', async ({ client, textModel }) => {
  const { output } = await client.responses.create({ model: textModel, ...harmful });
  expect(output).toMatchObject([{ id: expect.stringMatching(/^msg_/), status: 'completed' }]);
});

test('returns a refusal when the moderation request fails', async ({ client, textModel, provider }) => {
  const error = { message: 'The moderation has failed.' };
  await provider.answers(status(500, { headers: { 'x-should-retry': 'false' }, json: { error } }));
  const response = await client.responses.create({ model: textModel, ...hello });
  expect(response).toMatchObject({
    output: refusalMessage('Failed to validate content: moderation service unavailable'),
  });
  expect((await provider.requests()).map(({ path }) => path)).toEqual(['/v1/moderations']);
});

test('rejects a list of guardrail names with 400', { tag: '@stack' }, async ({ client, textModel }) => {
  const request = client.post('/responses', { body: { model: textModel, ...hello, guardrails: ['llama-guard'] } });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/guardrails.*valid boolean/),
  });
});
