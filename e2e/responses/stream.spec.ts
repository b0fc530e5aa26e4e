import { everythingOf, expect, test } from '../../fixtures/index.ts';

const streamed = { input: 'Say hello.', max_output_tokens: 32, temperature: 0, stream: true } as const;

test('emits a well-formed Responses event stream', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  expect(events).toBeResponseStream();
});

test('numbers events with consecutive sequence_number', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  expect(events).toBeNumberedInSequence();
});

test('emits text deltas that join to the final text', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  const deltas = events.filter((event) => event.type === 'response.output_text.delta').map(({ delta }) => delta);
  expect(deltas.length).toBeGreaterThan(1);
  expect(events.at(-1)).toMatchObject({ response: { output: [{ content: [{ text: deltas.join('') }] }] } });
});

test('starts with response.created without output', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  expect(events[0]).toMatchObject({ type: 'response.created', response: { status: 'in_progress', output: [] } });
});

test('stores the response as returned in its last event', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  const last = events.at(-1);
  if (!last || !('response' in last)) throw new Error(`The stream ended with ${JSON.stringify(last)}.`);
  expect(await client.responses.retrieve(last.response.id)).toMatchObject({ ...last.response });
});

test('emits response.output_text.done', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  expect(events.map(({ type }) => type)).toContain('response.output_text.done');
});

test('ends with an error event for an unknown model', { tag: '@stack' }, async ({ client }) => {
  const events = await everythingOf(await client.responses.create({ model: 'nothing', ...streamed }));
  expect(events).toBeResponseStream();
  expect(events.at(-1)).toMatchObject({ type: 'error', message: expect.stringContaining("Model 'nothing' not found") });
});

test('ends with response.failed when the provider rejects the request', async ({ client, setup }) => {
  const events = await everythingOf(await client.responses.create({ model: `${setup.provider}/nothing`, ...streamed }));
  expect(events).toBeResponseStream();
  expect(events.at(-1)).toMatchObject({
    type: 'response.failed',
    response: { status: 'failed', output: [], error: { message: expect.stringContaining('nothing') } },
  });
});
