/** Specs on a stack of their own that demands tokens, and keeps what two users and two tenants have apart. */
import type { OpenAI } from 'openai';
import type { Answer } from '../../fixtures/http-client.ts';
import { type OwnStack, STACK_START, test as base } from '../../fixtures/index.ts';
import { openTokenIssuer, type TokenIssuer } from '../../fixtures/token-issuer.ts';
import type { MadeBy } from './resources.ts';

/** Who is not alice of red: user and tenant. */
export const OTHERS = {
  'another user': ['mallory', 'red'],
  'a namesake in another tenant': ['alice', 'blue'],
} as const;

interface AccessWorkerFixtures {
  issuer: TokenIssuer;
  ownStack: OwnStack;
}

interface AccessFixtures {
  /** A client of a user of a tenant. */
  clientOf: (user: string, tenant?: string) => Promise<OpenAI>;
  /** That of the user alice of the tenant red. */
  alice: OpenAI;
  /** Plain HTTP of a user: `as('mallory', 'red')('GET', '/v1/files')`; a body is JSON. */
  as: (user: string, tenant: string) => (method: string, path: string, body?: string) => Promise<Answer>;
  /** What makers of resources need of a client. */
  made: (client: OpenAI) => MadeBy;
}

export const test = base.extend<AccessFixtures, AccessWorkerFixtures>({
  issuer: [
    async ({ setup: _ }, use) => {
      const issuer = await openTokenIssuer();
      await use(issuer);
      await issuer.close();
    },
    { scope: 'worker' },
  ],

  ownStack: [
    async ({ startStack, issuer: { issuer, audience, keysUrl } }, use) => {
      // Each user by itself: without a mapping the subject would be a role, and equal roles share what they have.
      const claims = { claims_mapping: { role: 'roles' }, tenant_claim: 'tenant' };
      const provider_config = { type: 'oauth2_token', issuer, audience, jwks: { uri: keysUrl }, ...claims };
      const config = {
        server: { auth: { provider_config }, tenancy: { mode: 'multi' } },
        storage: { stores: { vector_stores: { table_name: 'vector_stores', backend: 'sql_default' } } },
      };
      await use(await startStack({ config }));
    },
    { scope: 'worker', timeout: STACK_START },
  ],

  client: [({ ownStack }, use) => use(ownStack.client), { scope: 'worker' }],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],

  clientOf: ({ ownStack, issuer }, use) =>
    use(async (user, tenant = 'red') => ownStack.clientWith(await issuer.token(user, { claims: { tenant } }))),
  alice: async ({ clientOf }, use) => use(await clientOf('alice')),

  as: ({ http, issuer }, use) =>
    use((user, tenant) => async (method, path, body) => {
      const headers = { authorization: `Bearer ${await issuer.token(user, { claims: { tenant } })}` };
      if (body === undefined) return http.send(method, path, { headers });
      return http.send(method, path, { headers: { ...headers, 'content-type': 'application/json' }, body });
    }),

  made: ({ textModel, embeddingModel }, use) => use((client) => ({ client, textModel, embedding: embeddingModel })),
});
