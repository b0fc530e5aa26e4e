import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];
const refused = [
  { what: 'a request without messages', body: { messages: undefined }, why: /messages.*Field required/ },
  { what: 'an empty list of messages', body: { messages: [] }, why: /messages.*at least 1 item/ },
  { what: 'messages that are a text', body: { messages: 'Say hello.' }, why: /messages.*valid list/ },
  {
    what: 'a message of an unknown role',
    body: { messages: [{ role: 'wizard', content: 'Hello.' }] },
    why: /messages.*wizard/,
  },
  { what: 'a temperature that is a word', body: { messages, temperature: 'hot' }, why: /temperature.*valid number/ },
];

for (const { what, body, why } of refused) {
  test(`refuses ${what}, and says what is wrong with it`, async ({ client, textModel }) => {
    const request = client.post('/chat/completions', { body: { model: textModel, ...body } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}

test('does not know a model that no provider has', async ({ client }) => {
  const request = client.chat.completions.create({ model: 'nothing', messages, max_tokens: 4 });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});

test('refuses to stream from a model that no provider has', async ({ client }) => {
  const request = client.chat.completions.create({ model: 'nothing', messages, max_tokens: 4, stream: true });
  await expect(request.then(everythingOf)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});

test("hands on the provider's answer for a model that it does not have", async ({ client, setup }) => {
  const request = client.chat.completions.create({ model: `${setup.provider}/nothing`, messages, max_tokens: 4 });
  await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining('nothing') });
});

test("states an error in the form of OpenAI's errors", async ({ client }) => {
  const request = client.chat.completions.create({ model: 'nothing', messages, max_tokens: 4 });
  await expect(request).rejects.toMatchObject({
    error: { message: expect.stringContaining("Model 'nothing' not found") },
  });
});

test('names the kind of an error by type and code', async ({ client }) => {
  const request = client.chat.completions.create({ model: 'nothing', messages, max_tokens: 4 });
  await expect(request).rejects.toMatchObject({ type: 'invalid_request_error', code: 'model_not_found' });
});
