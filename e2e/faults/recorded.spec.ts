import { everythingOf, expect, test } from '../../fixtures/index.ts';

/** A real provider's answer, bent on its way to the stack. */
const asked = {
  messages: [{ role: 'user', content: 'Count from 1 to 20.' } as const],
  max_tokens: 8,
  temperature: 0,
  stream: true as const,
};

test.describe('recorded chat stream', { tag: '@any-provider' }, () => {
  test('is the same in chunks of 7 bytes', async ({ client, provider, textModel: model }) => {
    await provider.recorded({ rechunk: 7 });
    const chunks = await everythingOf(await client.chat.completions.create({ model, ...asked }));
    expect(chunks).toBeChatChunkStream();
    expect(chunks.findLast(({ choices }) => choices.length > 0)?.choices[0]?.finish_reason).toMatch(/^(stop|length)$/);
  });

  test('comes no sooner than the provider answers', async ({ client, provider, textModel: model }) => {
    const delay = 400;
    await provider.recorded({ delay });
    const asking = performance.now();
    const chunks = await everythingOf(await client.chat.completions.create({ model, ...asked }));
    expect(performance.now() - asking).toBeGreaterThanOrEqual(delay);
    expect(chunks).toBeChatChunkStream();
  });

  test('ends with an error behind the events before it broke off', async ({ client, provider, textModel: model }) => {
    await provider.recorded({ cutAfter: 3 });
    const received: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of await client.chat.completions.create({ model, ...asked })) received.push(chunk);
    })();
    await expect(reading).rejects.toMatchObject({ message: expect.stringContaining('Internal server error') });
    expect(received).toHaveLength(3);
  });

  test('is refused where the provider answers 503', async ({ client, provider, textModel: model }) => {
    await provider.recorded({ status: 503, headers: { 'x-should-retry': 'false' } });
    const request = client.chat.completions.create({ model, ...asked, stream: false });
    await expect(request).rejects.toMatchObject({ status: 503 });
  });
});
