import { everythingOf, expect, status, test, text } from '../../fixtures/index.ts';

const ask = { input: 'Say hello.', max_output_tokens: 32, temperature: 0 };

const rateLimit = { message: 'Rate limit reached for requests.', type: 'requests', code: 'rate_limit_exceeded' };
const unprocessable = { message: 'The request cannot be processed.', type: 'invalid_request_error' };
const crash = { message: 'The model has crashed.', type: 'server_error' };

/** Errors of a provider, and the code that response.failed gives for each. */
const errors = [
  { code: 429, error: rateLimit, failed: 'rate_limit_exceeded' },
  { code: 422, error: unprocessable, failed: 'server_error' },
  { code: 500, error: crash, failed: 'server_error' },
];

/** The provider's error, which the stack's own client must not try again. */
const failure = (code: number, error: { message: string }) =>
  status(code, { headers: { 'x-should-retry': 'false' }, error });

for (const { code, error, failed } of errors) {
  test.describe(`provider status ${code}`, () => {
    test.beforeEach(({ provider }) => provider.answers(failure(code, error)));

    test("forwards the provider's error message", async ({ client, textModel }) => {
      const request = client.responses.create({ model: textModel, ...ask });
      await expect(request).rejects.toMatchObject({ message: expect.stringContaining(error.message) });
    });

    test("forwards the provider's status", async ({ client, textModel }) => {
      await expect(client.responses.create({ model: textModel, ...ask })).rejects.toMatchObject({ status: code });
    });

    test('ends a stream with response.failed', async ({ client, textModel }) => {
      const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
      expect(events).toBeResponseStream();
      const message = expect.stringContaining(error.message);
      expect(events.at(-1)).toMatchObject({
        type: 'response.failed',
        response: { status: 'failed', output: [], error: { code: failed, message } },
      });
    });
  });
}

test.describe('failed response', () => {
  test.beforeEach(({ provider }) => provider.answers(failure(500, crash)));

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
      error: { code: 'server_error', message: crash.message },
      output: [],
      completed_at: null,
    });
  });
});

test.describe('provider stream cut off', () => {
  const words = ['One', ' two', ' three', ' four', ' five'];

  test.beforeEach(({ provider }) => provider.answers(text(words).cutAfter(4)));

  test('ends with response.failed after the text received so far', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const deltas = events.filter((event) => event.type === 'response.output_text.delta').map(({ delta }) => delta);
    expect(deltas).toEqual(words.slice(0, 4));
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { error: { code: 'server_error' } } });
  });

  test('emits response.failed once, last', async ({ client, textModel }) => {
    const events = await everythingOf(await client.responses.create({ model: textModel, ...ask, stream: true }));
    const ends = events
      .map(({ type }) => type)
      .filter((type) => /^(error|response\.(completed|incomplete|failed))$/.test(type));
    expect(ends).toEqual(['response.failed']);
    expect(events.at(-1)?.type).toBe('response.failed');
  });

  test('returns 500 for a request without stream', async ({ client, textModel }) => {
    await expect(client.responses.create({ model: textModel, ...ask })).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining('unexpected error'),
    });
  });
});
