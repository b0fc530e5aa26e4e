import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { max_tokens: 32, temperature: 0 };
const user = (content: string) => [{ role: 'user', content } as const];
const errors = [
  {
    content: 'Answer with too many requests.',
    status: 429,
    message: 'Rate limit reached for requests.',
  },
  {
    content: 'Answer with a refusal of the request.',
    status: 422,
    message: 'The request cannot be processed.',
  },
  {
    content: 'Answer with a fault of the server.',
    status: 500,
    message: 'The model has crashed.',
  },
];

for (const { content, status, message } of errors) {
  test(`forwards the provider's ${status} and its message`, async ({ client, textModel }) => {
    const request = client.chat.completions.create({ model: textModel, messages: user(content), ...brief });
    await expect(request).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
  });

  test(`forwards the provider's ${status} before a stream starts`, async ({ client, textModel }) => {
    const ask = { model: textModel, messages: user(content), ...brief, stream: true as const };
    // A stream that begins all the same is read to its end: its error comes as an event, which has no status.
    const request = client.chat.completions.create(ask).then(everythingOf);
    await expect(request).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
  });
}

test("forwards the provider's Retry-After", async ({ client, textModel }) => {
  const messages = user('Answer with too many requests.');
  const request = client.chat.completions.create({ model: textModel, messages, ...brief });
  const error: unknown = await request.catch((error: unknown) => error);
  expect(error).toMatchObject({ status: 429, headers: expect.any(Headers) });
  expect(headerOf(error, 'retry-after')).toBe('7');
});

test("ends a stream with an error when the provider's stream breaks off", async ({ client, textModel }) => {
  const messages = user('Answer with half a stream.');
  const stream = await client.chat.completions.create({ model: textModel, messages, ...brief, stream: true });
  const deltas: string[] = [];
  const reading = (async () => {
    for await (const { choices } of stream) deltas.push(choices[0]?.delta.content ?? '');
  })();
  await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('Internal server error') });
  expect(deltas.join('')).toMatch(/^One/);
});

function headerOf(error: unknown, name: string): string | null {
  const headers = error instanceof Error && 'headers' in error ? error.headers : undefined;
  return headers instanceof Headers ? headers.get(name) : null;
}
