import { toFile } from 'openai';
import { expect, type OwnStack, STACK_START, test as base } from '../../fixtures/index.ts';
import { SECRET } from './resources.ts';

const KEYS = ['key-of-the-desk', 'key-of-the-door'] as const;

const test = base.extend<object, { ownStack: OwnStack }>({
  ownStack: [
    async ({ startStack }, use) => {
      const provider_config = { type: 'local_api_key', api_keys: KEYS };
      await use(await startStack({ config: { server: { auth: { provider_config } } } }));
    },
    { scope: 'worker', timeout: STACK_START },
  ],
});

test.describe('local_api_key', { tag: '@own-stack' }, () => {
  test('accepts each of its keys, and has them share what they store', async ({ ownStack }) => {
    const [desk, door] = [await ownStack.clientWith(KEYS[0]), await ownStack.clientWith(KEYS[1])];
    const file = await toFile(Buffer.from(SECRET), 'secret.txt');
    const { id } = await desk.files.create({ purpose: 'assistants', file });
    expect(await (await door.files.content(id)).text()).toBe(SECRET);
    expect(await door.files.delete(id)).toMatchObject({ id, deleted: true });
  });

  for (const [what, headers] of Object.entries<Record<string, string>>({
    'a key that is none of its': { authorization: 'Bearer key-of-a-stranger' },
    'the beginning of a key': { authorization: 'Bearer key-of-the' },
    'two keys in one': { authorization: `Bearer ${KEYS.join(' ')}` },
    'no key': {},
  })) {
    test(`rejects ${what} with 401`, async ({ ownStack }) => {
      const { status, body } = await ownStack.http.send('GET', '/v1/files', { headers });
      expect(status).toBe(401);
      expect(body).toMatchObject({ error: { message: expect.any(String) } });
    });
  }
});
