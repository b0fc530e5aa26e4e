import { expect, status, text } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

const messages = [{ role: 'user' as const, content: 'Say hello.' }];
const model = 'greeter/hello-1';

test.describe('A provider from outside', { tag: '@own-stack' }, () => {
  test('answers chat completions under its own name', async ({ client, provider }) => {
    await provider.answers(text('Hello.'));
    const { choices, model: named } = await client.chat.completions.create({ model, messages });
    expect(choices[0]?.message.content).toBe('Hello.');
    expect(named).toBe(model);
    expect((await provider.lastRequest()).settings).toMatchObject({ model: 'hello-1' });
  });

  test('streams chat completions', async ({ client, provider }) => {
    await provider.answers(text(['Hel', 'lo.']));
    const pieces: string[] = [];
    for await (const { choices } of await client.chat.completions.create({ model, messages, stream: true })) {
      pieces.push(choices[0]?.delta.content ?? '');
    }
    expect(pieces.join('')).toBe('Hello.');
  });

  test('is listed with its type and its health', async ({ http }) => {
    const { status: answered, body } = await http.get('/v1/providers/greeter');
    expect(answered).toBe(200);
    expect(body).toMatchObject({ api: 'inference', provider_id: 'greeter', provider_type: 'remote::greeter' });
  });

  test('that fails is answered with its status', async ({ client, provider }) => {
    await provider.answers(status(400, { error: 'Not today.' }));
    const asked = client.chat.completions.create({ model, messages });
    await expect(asked).rejects.toMatchObject({ status: 400, message: expect.stringContaining('Not today.') });
  });
});
