import { everythingOf, expect, test } from '../../fixtures/index.ts';

const messages = [{ role: 'user', content: 'Say hello.' } as const];
const refused = [
  { what: 'missing messages', body: { messages: undefined }, why: /messages.*Field required/ },
  { what: 'an empty messages array', body: { messages: [] }, why: /messages.*at least 1 item/ },
  { what: 'messages given as a string', body: { messages: 'Say hello.' }, why: /messages.*valid list/ },
  {
    what: 'an unknown role',
    body: { messages: [{ role: 'wizard', content: 'Hello.' }] },
    why: /messages.*wizard/,
  },
  { what: 'a non-numeric temperature', body: { messages, temperature: 'hot' }, why: /temperature.*valid number/ },
];

for (const { what, body, why } of refused) {
  test(`rejects ${what} with 400, naming the reason`, { tag: '@stack' }, async ({ client, textModel }) => {
    const request = client.post('/chat/completions', { body: { model: textModel, ...body } });
    await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(why) });
  });
}

test('answers 404 for an unknown model', { tag: '@stack' }, async ({ client }) => {
  const request = client.chat.completions.create({ model: 'nothing', messages, max_tokens: 4 });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});

test('answers 404 for an unknown model when streaming', { tag: '@stack' }, async ({ client }) => {
  const request = client.chat.completions.create({ model: 'nothing', messages, max_tokens: 4, stream: true });
  await expect(request.then(everythingOf)).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});

test("forwards the provider's 404 for a model it does not serve", async ({ client, setup }) => {
  const request = client.chat.completions.create({ model: `${setup.provider}/nothing`, messages, max_tokens: 4 });
  await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining('nothing') });
});

test('answers an unknown model with an OpenAI error object', { tag: '@stack' }, async ({ client }) => {
  const request = client.chat.completions.create({ model: 'nothing', messages, max_tokens: 4 });
  await expect(request).rejects.toMatchObject({
    error: { message: expect.stringContaining("Model 'nothing' not found") },
  });
});

test('reports an unknown model as invalid_request_error, model_not_found', { tag: '@stack' }, async ({ client }) => {
  const request = client.chat.completions.create({ model: 'nothing', messages, max_tokens: 4 });
  await expect(request).rejects.toMatchObject({ type: 'invalid_request_error', code: 'model_not_found' });
});
