import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 32, temperature: 0 };

const faults = [
  { input: 'Answer with too many requests.', status: 429, says: 'Rate limit reached', code: 'rate_limit_exceeded' },
  { input: 'Answer with a refusal of the request.', status: 422, says: 'cannot be processed', code: 'server_error' },
  { input: 'Answer with a fault of the server.', status: 500, says: 'The model has crashed.', code: 'server_error' },
];

for (const { input, status, says, code } of faults) {
  test.describe(`a provider's ${status}`, { tag: '@tools' }, () => {
    test('is handed on with its words', async ({ client, textModel }) => {
      const request = client.responses.create({ model: textModel, input, ...brief });
      await expect(request).rejects.toMatchObject({ message: expect.stringContaining(says) });
    });

    test('is handed on with its status', async ({ client, textModel }) => {
      await expect(client.responses.create({ model: textModel, input, ...brief })).rejects.toMatchObject({ status });
    });

    test('ends a stream with response.failed', async ({ client, textModel }) => {
      const ask = { model: textModel, input, ...brief, stream: true } as const;
      const events = await everythingOf(await client.responses.create(ask));
      expect(events).toBeResponseStream();
      expect(events.at(-1)).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', output: [], error: { code, message: expect.stringContaining(says) } },
      });
    });
  });
}

test.describe('a response that failed', { tag: '@tools' }, () => {
  const ask = { input: 'Answer with a fault of the server.', ...brief };

  test('is kept as its last event gave it', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const last = events.at(-1);
    if (last?.type !== 'response.failed') throw new Error(`The stream ended with ${JSON.stringify(last)}.`);
    expect(await client.responses.retrieve(last.response.id)).toMatchObject({ ...last.response });
  });

  test('in the background is kept with the reason', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...ask, background: true });
    await expect.poll(async () => (await client.responses.retrieve(id)).status).toBe('failed');
    expect(await client.responses.retrieve(id)).toMatchObject({
      error: { code: 'server_error', message: 'The model has crashed.' },
      output: [],
      completed_at: null,
    });
  });
});

test.describe("a provider's stream that breaks", { tag: '@tools' }, () => {
  const ask = { input: 'Answer with half a stream.', ...brief };

  test('ends with response.failed after what there was', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const pieces = events.filter((event) => event.type === 'response.output_text.delta').map(({ delta }) => delta);
    expect('One two three four five six seven eight nine ten.').toContain(pieces.join(''));
    expect(pieces.length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { error: { code: 'server_error' } } });
  });

  test('ends items that were begun', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeResponseStream();
  });

  test('is an error without a stream', async ({ client, textModel }) => {
    const request = client.responses.create({ model: textModel, ...ask });
    await expect(request).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining('An unexpected error occurred while generating the response.'),
    });
  });
});
