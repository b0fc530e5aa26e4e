import { expect, status, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];
const refused = [
  { what: 'missing messages', body: { messages: undefined }, why: /messages.*Field required/ },
  { what: 'missing max_tokens', body: { max_tokens: undefined }, why: /max_tokens.*Field required/ },
  { what: 'max_tokens of 0', body: { max_tokens: 0 }, why: /max_tokens.*greater than or equal to 1/ },
  {
    what: 'an unknown role',
    body: { messages: [{ role: 'wizard', content: 'Hi' }] },
    why: /role.*'user'/,
  },
  { what: 'a non-numeric temperature', body: { temperature: 'hot' }, why: /temperature.*valid number/ },
];

for (const { what, body, why } of refused) {
  test(`rejects ${what} with 400, naming the reason`, { tag: '@stack' }, async ({ messagesClient, textModel }) => {
    const request = messagesClient.post('/v1/messages', {
      body: { model: textModel, max_tokens: 4, messages, ...body },
    });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}

test(
  'answers an invalid request with an Anthropic error object',
  { tag: '@stack' },
  async ({ messagesClient, textModel }) => {
    const request = messagesClient.messages.create({ model: textModel, max_tokens: 0, messages });
    await expect(request).rejects.toMatchObject({ error: { type: 'error', error: { type: 'invalid_request_error' } } });
  },
);

test('answers 404 not_found_error for an unknown model', { tag: '@stack' }, async ({ messagesClient }) => {
  const request = messagesClient.messages.create({ model: 'nothing', max_tokens: 4, messages });
  const message = expect.stringContaining("Model 'nothing' not found");
  await expect(request).rejects.toMatchObject({
    status: 404,
    error: { type: 'error', error: { type: 'not_found_error', message } },
  });
});

test("forwards the provider's 404 for a model it does not serve", async ({ messagesClient, setup }) => {
  const request = messagesClient.messages.create({ model: `${setup.provider}/nothing`, max_tokens: 4, messages });
  const message = expect.stringContaining('nothing');
  await expect(request).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error', message } } });
});

test('answers 404 when counting tokens for an unknown model', { tag: '@stack' }, async ({ messagesClient }) => {
  const request = messagesClient.messages.countTokens({ model: 'nothing', messages });
  await expect(request).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error' } } });
});

for (const { code, type, message } of [
  { code: 429, type: 'rate_limit_error', message: 'Rate limit reached for requests.' },
  { code: 500, type: 'api_error', message: 'The model has crashed.' },
]) {
  test(`maps the provider's ${code} to ${type}`, async ({ messagesClient, provider, textModel }) => {
    const failure = status(code, { headers: { 'x-should-retry': 'false' }, error: { message, type } });
    await provider.answers(failure.optional());
    const request = messagesClient.messages.create({ model: textModel, max_tokens: 4, messages });
    const error = { type, message: expect.stringContaining(message) };
    await expect(request).rejects.toMatchObject({ status: code, error: { type: 'error', error } });
  });
}
