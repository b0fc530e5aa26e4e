import { z } from 'zod';
import { expect, type OwnStack, STACK_START, test as base } from '../../fixtures/index.ts';
import { tenantsBy } from './fixture.ts';
import { SECRET } from './resources.ts';

/** A stack behind a proxy that has authenticated its user, and says in headers who it is. */
const test = base.extend<object, { ownStack: OwnStack }>({
  ownStack: [
    async ({ startStack }, use) => {
      const names = { principal_header: 'x-user', tenant_header: 'x-tenant', attributes_header: 'x-attributes' };
      const provider_config = { type: 'upstream_header', ...names, trusted_proxy_cidrs: ['127.0.0.0/8'] };
      await use(await startStack({ config: tenantsBy(provider_config) }));
    },
    { scope: 'worker', timeout: STACK_START },
  ],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],
});

const Named = z.looseObject({ id: z.string() });
const ALICE = { 'x-user': 'alice', 'x-tenant': 'red' };

const REFUSED: Record<string, [number, Record<string, string>]> = {
  'without the header of the user': [401, { 'x-tenant': 'red' }],
  'with an empty header of the user': [401, { ...ALICE, 'x-user': '' }],
  'without the header of the tenant': [401, { 'x-user': 'alice' }],
  'with a tenant that is no name of one': [401, { ...ALICE, 'x-tenant': '../red' }],
  'with attributes that are no JSON': [401, { ...ALICE, 'x-attributes': '{roles' }],
  'that is forwarded for an address outside trusted_proxy_cidrs': [403, { ...ALICE, 'x-forwarded-for': '203.0.113.7' }],
};

test.describe('upstream_header', { tag: '@own-stack' }, () => {
  for (const [what, [status, headers]] of Object.entries(REFUSED)) {
    test(`rejects a request ${what} with ${status}`, async ({ http }) => {
      const refused = await http.send('GET', '/v1/files', { headers });
      expect(refused.status).toBe(status);
      expect(refused.body).toMatchObject({ error: { message: expect.any(String) } });
    });
  }

  test('keeps apart what the users have that the headers name', async ({ http }) => {
    const body = new FormData();
    body.set('purpose', 'assistants');
    body.set('file', new File([SECRET], 'secret.txt'));
    const { id } = Named.parse((await http.send('POST', '/v1/files', { headers: ALICE, body })).body);
    const read = async (more: object) =>
      (await http.send('GET', `/v1/files/${id}/content`, { headers: { ...ALICE, ...more } })).status;
    expect(await read({})).toBe(200);
    expect(await read({ 'x-user': 'mallory' })).toBe(404);
    expect(await read({ 'x-tenant': 'blue' })).toBe(404);
  });
});
