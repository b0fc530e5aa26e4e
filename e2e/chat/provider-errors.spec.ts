import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { max_tokens: 32, temperature: 0 };
const said = (content: string) => [{ role: 'user', content } as const];
const faults = [
  {
    what: 'too many requests',
    content: 'Answer with too many requests.',
    status: 429,
    message: 'Rate limit reached for requests.',
  },
  {
    what: 'a refusal of the request',
    content: 'Answer with a refusal of the request.',
    status: 422,
    message: 'The request cannot be processed.',
  },
  {
    what: 'a fault of the server',
    content: 'Answer with a fault of the server.',
    status: 500,
    message: 'The model has crashed.',
  },
];

for (const { what, content, status, message } of faults) {
  test(`hands on ${what} from the provider`, async ({ client, textModel }) => {
    const request = client.chat.completions.create({ model: textModel, messages: said(content), ...brief });
    await expect(request).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
  });

  test(`hands on ${what} from the provider before it streams`, async ({ client, textModel }) => {
    const ask = { model: textModel, messages: said(content), ...brief, stream: true as const };
    // A stream that begins all the same is read to its end: its error comes as an event, which has no status.
    const request = client.chat.completions.create(ask).then(everythingOf);
    await expect(request).rejects.toMatchObject({ status, message: expect.stringContaining(message) });
  });
}

test('hands on how long the provider wants to be left alone', async ({ client, textModel }) => {
  const messages = said('Answer with too many requests.');
  const request = client.chat.completions.create({ model: textModel, messages, ...brief });
  const error: unknown = await request.catch((error: unknown) => error);
  expect(error).toMatchObject({ status: 429, headers: expect.any(Headers) });
  expect(headerOf(error, 'retry-after')).toBe('7');
});

test('ends a chat stream that breaks at the provider with an error, after its pieces', async ({
  client,
  textModel,
}) => {
  const messages = said('Answer with half a stream.');
  const stream = await client.chat.completions.create({ model: textModel, messages, ...brief, stream: true });
  const pieces: string[] = [];
  const reading = (async () => {
    for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? '');
  })();
  await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('Internal server error') });
  expect(pieces.join('')).toMatch(/^One/);
});

function headerOf(error: unknown, name: string): string | null {
  const headers = error instanceof Error && 'headers' in error ? error.headers : undefined;
  return headers instanceof Headers ? headers.get(name) : null;
}
