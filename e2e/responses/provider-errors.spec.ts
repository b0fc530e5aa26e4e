import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 32, temperature: 0 };

const errors = [
  { input: 'Answer with too many requests.', status: 429, message: 'Rate limit reached', code: 'rate_limit_exceeded' },
  { input: 'Answer with a refusal of the request.', status: 422, message: 'cannot be processed', code: 'server_error' },
  { input: 'Answer with a fault of the server.', status: 500, message: 'The model has crashed.', code: 'server_error' },
];

for (const { input, status, message, code } of errors) {
  test.describe(`provider status ${status}`, { tag: '@tools' }, () => {
    test("forwards the provider's error message", async ({ client, textModel }) => {
      const request = client.responses.create({ model: textModel, input, ...brief });
      await expect(request).rejects.toMatchObject({ message: expect.stringContaining(message) });
    });

    test("forwards the provider's status", async ({ client, textModel }) => {
      await expect(client.responses.create({ model: textModel, input, ...brief })).rejects.toMatchObject({ status });
    });

    test('ends a stream with response.failed', async ({ client, textModel }) => {
      const ask = { model: textModel, input, ...brief, stream: true } as const;
      const events = await everythingOf(await client.responses.create(ask));
      expect(events).toBeResponseStream();
      expect(events.at(-1)).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', output: [], error: { code, message: expect.stringContaining(message) } },
      });
    });
  });
}

test.describe('failed response', { tag: '@tools' }, () => {
  const ask = { input: 'Answer with a fault of the server.', ...brief };

  test('is stored as returned in response.failed', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const last = events.at(-1);
    if (last?.type !== 'response.failed') throw new Error(`The stream ended with ${JSON.stringify(last)}.`);
    expect(await client.responses.retrieve(last.response.id)).toMatchObject({ ...last.response });
  });

  test('is stored with its error when run in the background', async ({ client, textModel }) => {
    const { id } = await client.responses.create({ model: textModel, ...ask, background: true });
    await expect.poll(async () => (await client.responses.retrieve(id)).status).toBe('failed');
    expect(await client.responses.retrieve(id)).toMatchObject({
      error: { code: 'server_error', message: 'The model has crashed.' },
      output: [],
      completed_at: null,
    });
  });
});

test.describe('provider stream cut off', { tag: '@tools' }, () => {
  const ask = { input: 'Answer with half a stream.', ...brief };

  test('ends with response.failed after the text received so far', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const deltas = events.filter((event) => event.type === 'response.output_text.delta').map(({ delta }) => delta);
    expect('One two three four five six seven eight nine ten.').toContain(deltas.join(''));
    expect(deltas.length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { error: { code: 'server_error' } } });
  });

  test('closes the output items already added', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    expect(events).toBeResponseStream();
  });

  test('returns 500 for a request without stream', async ({ client, textModel }) => {
    const request = client.responses.create({ model: textModel, ...ask });
    await expect(request).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining('An unexpected error occurred while generating the response.'),
    });
  });
});
