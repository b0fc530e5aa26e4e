import { embedding, expect, STACK_START, text } from '../../fixtures/index.ts';
import { tenantsBy, test as base, tokensOf } from './fixture.ts';
import { SECRET } from './resources.ts';

const MODEL = 'ollama/smollm2:135m';

/** Rules in order, of which the first that fits decides; what none fits is refused. */
const POLICIES = {
  route_policy: [
    { forbid: { paths: '/v1alpha/admin*' }, unless: 'user with admin in roles' },
    { forbid: { paths: '/v1/embeddings' }, unless: 'user with embedder in roles' },
    { permit: { paths: '*' } },
  ],
  access_policy: [
    { forbid: { actions: 'create', resource: 'vector_store::*' }, unless: 'user with librarian in roles' },
    { forbid: { actions: 'read', resource: `model::${MODEL}` }, when: 'user with guest in roles' },
    { permit: { actions: ['create', 'read', 'update', 'delete'] }, when: 'user is owner' },
    { permit: { actions: 'read' }, when: 'user in owners teams' },
    { permit: { actions: ['create', 'read'] }, when: 'resource is unowned' },
  ],
};

const test = base.extend({
  ownStack: [
    async ({ startStack, issuer }, use) => use(await startStack({ config: tenantsBy(tokensOf(issuer), POLICIES) })),
    { scope: 'worker', timeout: STACK_START },
  ],
});

test.describe('route_policy', { tag: '@own-stack' }, () => {
  for (const path of [
    '/v1alpha/admin/providers/ollama',
    '/v1alpha/admin/connectors',
    '/v1alpha/admin/health',
    '/v1alpha/admin/version',
  ]) {
    test(`refuses GET ${path} with 403 without the role, and allows it with it`, async ({ as }) => {
      const refused = await as('alice', 'red', { role: 'reader' })('GET', path);
      expect(refused.status).toBe(403);
      expect(refused.body).toMatchObject({ error: { message: expect.stringContaining('Access denied') } });
      expect((await as('root', 'red', { role: 'admin' })('GET', path)).status).toBe(200);
    });
  }

  for (const [what, path] of Object.entries({
    'a slash behind it': '/v1alpha/admin/providers/',
    'an escaped letter': '/v1alpha/%61dmin/providers',
    'a second slash': '/v1alpha//admin/providers',
    'capital letters': '/V1ALPHA/ADMIN/PROVIDERS',
  })) {
    test(`is not got around by ${what} in the path`, async ({ as }) => {
      const { status, bytes } = await as('alice', 'red')('GET', path);
      expect([403, 404]).toContain(status);
      expect(bytes.toString()).not.toContain('remote::');
    });
  }

  test('refuses what its first rule that fits forbids, whatever a later one permits', async ({ as, provider }) => {
    await provider.answers(embedding().optional());
    const body = JSON.stringify({ model: 'ollama/all-minilm:l6-v2', input: 'Hi.' });
    expect((await as('alice', 'red')('POST', '/v1/embeddings', body)).status).toBe(403);
    expect((await as('alice', 'red', { role: 'embedder' })('POST', '/v1/embeddings', body)).status).toBe(200);
  });

  test('refuses a batch of requests to what it forbids with 403', async ({ clientOf }) => {
    const { files, batches } = await clientOf('alice');
    const body = { model: 'ollama/all-minilm:l6-v2', input: 'Hi.' };
    const line = JSON.stringify({ custom_id: 'a', method: 'POST', url: '/v1/embeddings', body });
    const { id: input_file_id } = await files.create({ purpose: 'batch', file: new File([line], 'batch.jsonl') });
    const of = { endpoint: '/v1/embeddings', completion_window: '24h' } as const;
    await expect(batches.create({ input_file_id, ...of })).rejects.toMatchObject({ status: 403 });
  });
});

test.describe('access_policy', { tag: '@own-stack' }, () => {
  test('hides a model that it forbids to read', async ({ clientOf }) => {
    const reading = async (role: string) => (await clientOf('alice', 'red', { role })).models.retrieve(MODEL);
    expect(await reading('reader')).toMatchObject({ id: MODEL });
    await expect(reading('guest')).rejects.toMatchObject({ status: 404 });
  });

  test('gives no answer of a model that it forbids to read', async ({ as, provider }) => {
    await provider.answers(text('Hello.'));
    const body = JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'Hi.' }] });
    const refused = await as('alice', 'red', { role: 'guest' })('POST', '/v1/chat/completions', body);
    expect(String(refused.status)).toMatch(/^40[34]$/);
    const allowed = await as('alice', 'red', { role: 'reader' })('POST', '/v1/chat/completions', body);
    expect(allowed.status).toBe(200);
  });

  test('has a team read what one of it owns, and not delete it', async ({ clientOf }) => {
    const alice = await clientOf('alice', 'red', { team: 'blend' });
    const { id } = await alice.files.create({ purpose: 'assistants', file: new File([SECRET], 'secret.txt') });
    const mate = await clientOf('bob', 'red', { team: 'blend' });
    expect(await (await mate.files.content(id)).text()).toBe(SECRET);
    await expect(mate.files.delete(id)).rejects.toThrow(/^40[34]/);
    expect(await alice.files.retrieve(id)).toMatchObject({ id });
  });

  test('has no team of that name in another tenant read it', async ({ clientOf }) => {
    const alice = await clientOf('alice', 'red', { team: 'blend' });
    const { id } = await alice.files.create({ purpose: 'assistants', file: new File([SECRET], 'secret.txt') });
    const namesake = await clientOf('bob', 'blue', { team: 'blend' });
    await expect(namesake.files.content(id)).rejects.toMatchObject({ status: 404 });
  });

  test('refuses with 403 to create what only a role may', async ({ clientOf, embeddingModel, provider }) => {
    await provider.answers(embedding().persist().optional());
    const of = { embedding_model: embeddingModel.id, embedding_dimension: embeddingModel.dimension };
    const { vectorStores } = await clientOf('alice');
    await expect(vectorStores.create({ name: 'none', ...of })).rejects.toMatchObject({ status: 403 });
    const librarian = await clientOf('carol', 'red', { role: 'librarian' });
    expect(await librarian.vectorStores.create({ name: 'one', ...of })).toMatchObject({ name: 'one' });
  });
});
