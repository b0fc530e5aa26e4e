import { everythingOf, expect, test } from '../../fixtures/index.ts';

const streamed = { input: 'Say hello.', max_output_tokens: 32, temperature: 0, stream: true } as const;

test('streams a response as one stream of events', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  expect(events).toBeResponseStream();
});

test('numbers the events of a stream in sequence', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  expect(events).toBeNumberedInSequence();
});

test('streams the pieces of a text as they make the final text', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  const pieces = events.filter((event) => event.type === 'response.output_text.delta').map(({ delta }) => delta);
  expect(pieces.length).toBeGreaterThan(1);
  expect(events.at(-1)).toMatchObject({ response: { output: [{ content: [{ text: pieces.join('') }] }] } });
});

test('begins without output', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  expect(events[0]).toMatchObject({ type: 'response.created', response: { status: 'in_progress', output: [] } });
});

test('keeps a streamed response as its last event gave it', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  const last = events.at(-1);
  if (!last || !('response' in last)) throw new Error(`The stream ended with ${JSON.stringify(last)}.`);
  expect(await client.responses.retrieve(last.response.id)).toMatchObject({ ...last.response });
});

test('announces the end of a text with the whole of it', async ({ client, textModel }) => {
  const events = await everythingOf(await client.responses.create({ model: textModel, ...streamed }));
  expect(events.map(({ type }) => type)).toContain('response.output_text.done');
});

test('ends a stream from a model that no provider has with the error', async ({ client }) => {
  const events = await everythingOf(await client.responses.create({ model: 'nothing', ...streamed }));
  expect(events).toBeResponseStream();
  expect(events.at(-1)).toMatchObject({ type: 'error', message: expect.stringContaining("Model 'nothing' not found") });
});

test('ends a stream that the provider refuses with response.failed', async ({ client, setup }) => {
  const events = await everythingOf(await client.responses.create({ model: `${setup.provider}/nothing`, ...streamed }));
  expect(events).toBeResponseStream();
  expect(events.at(-1)).toMatchObject({
    type: 'response.failed',
    response: { status: 'failed', output: [], error: { message: expect.stringContaining('nothing') } },
  });
});
