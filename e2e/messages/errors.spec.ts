import { expect, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];
const refused = [
  { what: 'a request without messages', body: { messages: undefined }, why: /messages.*Field required/ },
  { what: 'a request without max_tokens', body: { max_tokens: undefined }, why: /max_tokens.*Field required/ },
  { what: 'a max_tokens of nothing', body: { max_tokens: 0 }, why: /max_tokens.*greater than or equal to 1/ },
  {
    what: 'a message of an unknown role',
    body: { messages: [{ role: 'wizard', content: 'Hi' }] },
    why: /role.*'user'/,
  },
  { what: 'a temperature that is a word', body: { temperature: 'hot' }, why: /temperature.*valid number/ },
];

for (const { what, body, why } of refused) {
  test(`refuses ${what}, and says what is wrong with it`, async ({ messagesClient, textModel }) => {
    const request = messagesClient.post('/v1/messages', {
      body: { model: textModel, max_tokens: 4, messages, ...body },
    });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}

test("states a refused request in the form of Anthropic's errors", async ({ messagesClient, textModel }) => {
  const request = messagesClient.messages.create({ model: textModel, max_tokens: 0, messages });
  await expect(request).rejects.toMatchObject({ error: { type: 'error', error: { type: 'invalid_request_error' } } });
});

test('does not know a model that no provider has', async ({ messagesClient }) => {
  const request = messagesClient.messages.create({ model: 'nothing', max_tokens: 4, messages });
  const message = expect.stringContaining("Model 'nothing' not found");
  await expect(request).rejects.toMatchObject({
    status: 404,
    error: { type: 'error', error: { type: 'not_found_error', message } },
  });
});

test("hands on the provider's answer for a model that it does not have", async ({ messagesClient, setup }) => {
  const request = messagesClient.messages.create({ model: `${setup.provider}/nothing`, max_tokens: 4, messages });
  const message = expect.stringContaining('nothing');
  await expect(request).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error', message } } });
});

test('does not count the tokens for a model that no provider has', async ({ messagesClient }) => {
  const request = messagesClient.messages.countTokens({ model: 'nothing', messages });
  await expect(request).rejects.toMatchObject({ status: 404, error: { error: { type: 'not_found_error' } } });
});

for (const { what, content, status, error } of [
  {
    what: 'too many requests',
    content: 'Answer with too many requests.',
    status: 429,
    error: { type: 'rate_limit_error', message: expect.stringContaining('Rate limit reached for requests.') },
  },
  {
    what: 'a fault of its own',
    content: 'Answer with a fault of the server.',
    status: 500,
    error: { type: 'api_error', message: expect.stringContaining('The model has crashed.') },
  },
]) {
  test(`tells of ${what} at the provider`, { tag: '@messages-by-chat' }, async ({ messagesClient, textModel }) => {
    const messages = [{ role: 'user', content } as const];
    const request = messagesClient.messages.create({ model: textModel, max_tokens: 4, messages });
    await expect(request).rejects.toMatchObject({ status, error: { type: 'error', error } });
  });
}
