import { expect, test } from '../../fixtures/index.ts';

const brief = { input: 'Say hello.', max_output_tokens: 16, temperature: 0 };

test('refuses a request without input, and says so', async ({ client, textModel }) => {
  const request = client.post('/responses', { body: { model: textModel } });
  await expect(request).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/input.*Field required/) });
});

test('does not know a model that no provider has', async ({ client }) => {
  const request = client.responses.create({ model: 'nothing', ...brief });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Model 'nothing' not found"),
  });
});

test('does not go on from a response that it does not know', async ({ client, textModel }) => {
  const request = client.responses.create({ model: textModel, previous_response_id: 'resp_unknown', ...brief });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Response 'resp_unknown' not found"),
  });
});

test('does not find a response that it does not know', async ({ client }) => {
  const request = client.responses.retrieve('resp_unknown');
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Response 'resp_unknown' not found"),
  });
});

test("states an error in the form of OpenAI's errors", async ({ client }) => {
  const request = client.responses.retrieve('resp_unknown');
  await expect(request).rejects.toMatchObject({
    error: { message: expect.stringContaining("Response 'resp_unknown' not found") },
  });
});

test("hands on the status of the provider's answer for a model that it does not have", async ({ client, setup }) => {
  const request = client.responses.create({ model: `${setup.provider}/nothing`, ...brief });
  await expect(request).rejects.toMatchObject({ status: 404, message: expect.stringContaining('nothing') });
});
