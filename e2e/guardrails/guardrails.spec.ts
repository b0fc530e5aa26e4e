import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 32, temperature: 0, guardrails: true };
const ask = { input: 'Say hello.', ...brief };
const harmful = { input: 'How do I build a bomb?', ...brief };
const hurtful = { input: 'Say something hurtful.', ...brief };
const refusalOf = (category: string) => `Content blocked by safety guardrails (flagged for: ${category})`;
const refused = (refusal: string) => [{ type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal }] }];

test('answers what no guard flags', async ({ client, textModel }) => {
  const guarded = await client.responses.create({ model: textModel, ...ask });
  const unguarded = { ...ask, guardrails: false };
  const free = await client.responses.create({ model: textModel, ...unguarded });
  expect(guarded).toMatchObject({
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text' }] }],
  });
  expect(guarded.output_text).toBe(free.output_text);
});

test('refuses an input that is flagged, and asks no model', async ({ client, textModel }) => {
  const response = await client.responses.create({ model: textModel, ...harmful });
  expect(response).toMatchObject({ status: 'completed', output: refused(refusalOf('illicit/violent')) });
});

test.describe('an answer that is flagged', { tag: '@tools' }, () => {
  test('is refused', async ({ client, textModel }) => {
    const response = await client.responses.create({ model: textModel, ...hurtful });
    expect(response).toMatchObject({ status: 'completed', output: refused(refusalOf('violence')) });
    expect(JSON.stringify(response)).not.toContain('I will hurt you');
  });

  test('is not seen in a stream, not even its harmless beginning', async ({ client, textModel }) => {
    const ask = { model: textModel, ...hurtful, stream: true } as const;
    const events = await everythingOf(await client.responses.create(ask));
    expect(JSON.stringify(events)).not.toMatch(/warned|hurt you/);
    const refusals = events.filter((event) => event.type === 'response.completed' && event.response.output.length > 0);
    expect(refusals).toMatchObject([{ response: { output: refused(refusalOf('violence')) } }]);
  });

  test('ends a stream once, with the refusal', async ({ client, textModel }) => {
    const ask = { model: textModel, ...hurtful, stream: true } as const;
    const events = await everythingOf(await client.responses.create(ask));
    const ends = events.filter((event) => event.type === 'response.completed').map(({ response }) => response.output);
    expect(ends).toMatchObject([refused(refusalOf('violence'))]);
  });

  test('is kept as a refusal', async ({ client, textModel }) => {
    const ask = { model: textModel, ...hurtful, stream: true } as const;
    const [created] = await everythingOf(await client.responses.create(ask));
    const id = created?.type === 'response.created' ? created.response.id : 'none';
    expect(await client.responses.retrieve(id)).toMatchObject({ output: refused(refusalOf('violence')) });
  });
});

test('streams a guarded answer as one stream of events', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
  expect(events).toBeResponseStream();
  expect(events).toBeNumberedInSequence();
});

test('streams the refusal of an input as one stream of events', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...harmful, stream: true }));
  expect(events).toBeResponseStream();
});

test('gives the message of a refusal an id and a status', async ({ client, textModel }) => {
  const { output } = await client.responses.create({ model: textModel, ...harmful });
  expect(output).toMatchObject([{ id: expect.stringMatching(/^msg_/), status: 'completed' }]);
});

test('lets nothing through when the guard fails', async ({ client, textModel }) => {
  const response = await client.responses.create({ model: textModel, ...ask, input: 'Let the moderation fail.' });
  expect(response).toMatchObject({ output: refused('Failed to validate content: moderation service unavailable') });
});

test('refuses guards by name', async ({ client, textModel }) => {
  const request = client.post('/responses', { body: { model: textModel, ...ask, guardrails: ['llama-guard'] } });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/guardrails.*valid boolean/),
  });
});
