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

type Claims = Readonly<Record<string, string>>;

interface AccessWorkerFixtures {
  issuer: TokenIssuer;
  ownStack: OwnStack;
}

interface AccessFixtures {
  /** A client of a user of a tenant, with further claims in its token: `{ role: 'admin' }`. */
  clientOf: (user: string, tenant?: string, claims?: Claims) => Promise<OpenAI>;
  /** That of the user alice of the tenant red. */
  alice: OpenAI;
  /** Plain HTTP of a user: `as('mallory', 'red')('GET', '/v1/files')`; a body is JSON. */
  as: (
    user: string,
    tenant: string,
    claims?: Claims,
  ) => (method: string, path: string, body?: string) => Promise<Answer>;
  /** What makers of resources need of a client. */
  made: (client: OpenAI) => MadeBy;
}

/** What a run config needs for several tenants. */
const VECTOR_STORES = { stores: { vector_stores: { table_name: 'vector_stores', backend: 'sql_default' } } };

/**
 * Fields of a run config for a stack that knows its users in this way, and keeps their tenants apart.
 * @param policies rules beside it: `{ route_policy: […] }`
 */
export function tenantsBy(provider_config: object, policies: object = {}) {
  return {
    server: { auth: { provider_config, ...policies }, tenancy: { mode: 'multi' } },
    storage: VECTOR_STORES,
  };
}

/** By tokens of this issuer, as `auth.provider_config` of a run config. */
export function tokensOf({ issuer, audience, keysUrl }: TokenIssuer) {
  // Each user by itself: without a mapping the subject would be a role, and equal roles share what they have.
  const claims = { claims_mapping: { role: 'roles', team: 'teams' }, tenant_claim: 'tenant' };
  return { type: 'oauth2_token', issuer, audience, jwks: { uri: keysUrl }, ...claims };
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
    async ({ startStack, issuer }, use) => use(await startStack({ config: tenantsBy(tokensOf(issuer)) })),
    { scope: 'worker', timeout: STACK_START },
  ],

  client: [({ ownStack }, use) => use(ownStack.client), { scope: 'worker' }],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],

  clientOf: ({ ownStack, issuer }, use) =>
    use(async (user, tenant = 'red', claims = {}) =>
      ownStack.clientWith(await issuer.token(user, { claims: { tenant, ...claims } })),
    ),
  alice: async ({ clientOf }, use) => use(await clientOf('alice')),

  as: ({ http, issuer }, use) =>
    use((user, tenant, claims = {}) => async (method, path, body) => {
      const headers = { authorization: `Bearer ${await issuer.token(user, { claims: { tenant, ...claims } })}` };
      if (body === undefined) return http.send(method, path, { headers });
      return http.send(method, path, { headers: { ...headers, 'content-type': 'application/json' }, body });
    }),

  made: ({ textModel, embeddingModel }, use) => use((client) => ({ client, textModel, embedding: embeddingModel })),
});
