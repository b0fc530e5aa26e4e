import { everythingOf, expect, status, test, text } from '../../fixtures/index.ts';

const params = { messages: [{ role: 'user', content: 'Say hello.' } as const], max_tokens: 32, temperature: 0 };
const errors = [
  { code: 429, message: 'Rate limit reached for requests.', type: 'requests' },
  { code: 422, message: 'The request cannot be processed.', type: 'invalid_request_error' },
  { code: 500, message: 'The model has crashed.', type: 'server_error' },
];
/** An error that says that the stack's own client must not try again. */
const failing = ({ code, message, type }: (typeof errors)[number], headers = {}) =>
  status(code, {
    headers: { 'x-should-retry': 'false', ...headers },
    json: { error: { message, type, param: null, code: null } },
  });

for (const error of errors) {
  const { code, message } = error;
  test(`forwards the provider's ${code} and its message`, async ({ client, provider, textModel }) => {
    await provider.answers(failing(error));
    const request = client.chat.completions.create({ model: textModel, ...params });
    await expect(request).rejects.toMatchObject({ status: code, message: expect.stringContaining(message) });
  });

  test(`forwards the provider's ${code} before a stream starts`, async ({ client, provider, textModel }) => {
    await provider.answers(failing(error));
    // A stream that begins all the same is read to its end: its error comes as an event, which has no status.
    const request = client.chat.completions.create({ model: textModel, ...params, stream: true }).then(everythingOf);
    await expect(request).rejects.toMatchObject({ status: code, message: expect.stringContaining(message) });
  });
}

test("forwards the provider's Retry-After", async ({ client, provider, textModel }) => {
  await provider.answers(status(429, { headers: { 'retry-after': '7', 'x-should-retry': 'false' }, json: {} }));
  const request = client.chat.completions.create({ model: textModel, ...params });
  const error: unknown = await request.catch((error: unknown) => error);
  expect(error).toMatchObject({ status: 429, headers: expect.any(Headers) });
  expect(headerOf(error, 'retry-after')).toBe('7');
});

test("ends a stream with an error when the provider's stream breaks off", async ({ client, provider, textModel }) => {
  await provider.answers(text(['One', ' two', ' three', ' four']).cutAfter(2));
  const stream = await client.chat.completions.create({ model: textModel, ...params, stream: true });
  const deltas: string[] = [];
  const reading = (async () => {
    for await (const { choices } of stream) deltas.push(choices[0]?.delta.content ?? '');
  })();
  await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('Internal server error') });
  expect(deltas.join('')).toBe('One two');
});

function headerOf(error: unknown, name: string): string | null {
  const headers = error instanceof Error && 'headers' in error ? error.headers : undefined;
  return headers instanceof Headers ? headers.get(name) : null;
}
