import { expect, status, test, text } from '../../fixtures/index.ts';

const tooLong = status(400, {
  error: { message: "This model's maximum context length is 128 tokens.", code: 'context_length_exceeded' },
});
const input = ['One.', 'Two.', 'Three.', 'Four.'].map((content) => ({ role: 'user' as const, content }));

test.describe('responses over the context length', { tag: '@any-provider' }, () => {
  for (const truncation of ['disabled', undefined] as const) {
    const said = truncation ?? 'left out';

    test(`fail with 400 when truncation is ${said}`, async ({ client, provider, textModel }) => {
      await provider.answers(tooLong.persist());
      const request = client.responses.create({ model: textModel, input, ...(truncation && { truncation }) });
      await expect(request).rejects.toMatchObject({ status: 400 });
    });

    test(`are not shortened when truncation is ${said}`, async ({ client, provider, textModel }) => {
      await provider.answers(tooLong, text('Short.').optional());
      await client.responses.create({ model: textModel, input, ...(truncation && { truncation }) }).catch(() => null);
      const asked = (await provider.requests()).map(({ messages }) => messages);
      expect(asked).toEqual([input.map(({ content }) => `user: ${content}`)]);
    });
  }

  test('drop items from the beginning when truncation is auto', async ({ client, provider, textModel }) => {
    await provider.answers(tooLong, text('Short.').persist());
    const response = await client.responses.create({ model: textModel, input, truncation: 'auto' });
    expect(response).toMatchObject({ status: 'completed', output_text: 'Short.', truncation: 'auto' });
    const { messages } = await provider.lastRequest();
    expect(messages.length).toBeLessThan(input.length);
    expect(messages).toEqual(input.slice(-messages.length).map(({ content }) => `user: ${content}`));
  });

  test('fail with 400 when nothing is left to drop', async ({ client, provider, textModel }) => {
    await provider.answers(tooLong.persist());
    const request = client.responses.create({ model: textModel, input: 'One.', truncation: 'auto' });
    await expect(request).rejects.toMatchObject({ status: 400 });
  });
});
