import { expect, test } from '../../fixtures/index.ts';

const brief = { input: 'Say hello.', max_output_tokens: 16, temperature: 0 };

test('rejects a request without input with 400', { tag: '@stack' }, async ({ client, textModel }) => {
  const request = client.post('/responses', { body: { model: textModel } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/input.*Field required/) });
});

test('returns 404 for an unknown model', { tag: '@stack' }, async ({ client }) => {
  const request = client.responses.create({ model: 'nothing', ...brief });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});

test('returns 404 for an unknown previous_response_id', { tag: '@stack' }, async ({ client, textModel }) => {
  const request = client.responses.create({ model: textModel, previous_response_id: 'resp_unknown', ...brief });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Response 'resp_unknown' not found"),
  });
});

test('returns 404 for an unknown response', { tag: '@stack' }, async ({ client }) => {
  const request = client.responses.retrieve('resp_unknown');
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Response 'resp_unknown' not found"),
  });
});

test("returns errors in OpenAI's error format", { tag: '@stack' }, async ({ client }) => {
  const request = client.responses.retrieve('resp_unknown');
  await expect(request).rejects.toMatchObject({
    error: { message: expect.stringContaining("Response 'resp_unknown' not found") },
  });
});

test("forwards the provider's 404 for an unknown model", async ({ client, setup }) => {
  const request = client.responses.create({ model: `${setup.provider}/nothing`, ...brief });
  await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining('nothing') });
});
