import { expect, test } from '../../fixtures/index.ts';

const ask = { input: 'Say hello.', max_output_tokens: 16, temperature: 0 };

test('does not answer without the guard that was asked for', async ({ client, textModel }) => {
  const request = client.post('/responses', { body: { model: textModel, ...ask, guardrails: true } });
  await expect(request).rejects.toMatchObject({
    status: 503,
    message: expect.stringContaining("'moderation_endpoint' is not enabled"),
  });
});

test('answers where no guard is asked for', async ({ client, textModel }) => {
  const body = { model: textModel, ...ask, guardrails: false };
  expect(await client.post('/responses', { body })).toMatchObject({
    object: 'response',
    output: [{ type: 'message' }],
  });
});

test('refuses guards by name', async ({ client, textModel }) => {
  const request = client.post('/responses', { body: { model: textModel, ...ask, guardrails: ['llama-guard'] } });
  await expect(request).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/guardrails.*valid boolean/),
  });
});
