import { expect, test, text } from '../../fixtures/index.ts';

/** The fields of provider data in which a client hands on its own key. */
const FIELDS: Record<string, string> = {
  openai: 'openai_api_key',
  vllm: 'vllm_api_token',
  anthropic: 'anthropic_api_key',
};
const messages = [{ role: 'user', content: 'Say hello.' } as const];

test.describe('credentials', { tag: '@provider-key' }, () => {
  test('sends the provider the key of the server', async ({ client, provider, textModel }) => {
    await provider.answers(text('Hello.'));
    await client.chat.completions.create({ model: textModel, messages });
    expect((await provider.lastRequest()).key).toBe('stack');
  });

  test('sends the provider the key of the provider data in place of its own', async ({
    client,
    provider,
    setup,
    textModel,
  }) => {
    await provider.answers(text('Hello.'));
    const data = JSON.stringify({ [FIELDS[setup.provider] ?? setup.provider]: 'key-of-the-client' });
    // Its name follows the server's: OGX, and Llama Stack before.
    const headers = { 'x-ogx-provider-data': data, 'x-llamastack-provider-data': data };
    await client.chat.completions.create({ model: textModel, messages }, { headers });
    expect((await provider.lastRequest()).key).toBe('client');
  });
});
