/** Specs on a stack of their own with an API and providers that live outside of it: Python packages beside this file. */
import { join } from 'node:path';
import { type OwnStack, STACK_START, test as base } from '../../fixtures/index.ts';

/** Beside an address of the gateway that it has anyway, so that what they ask is answered by the test. */
const SERVER = '${env.OLLAMA_URL}';

/** What the run's stack has besides, which depends on providers that this one is without. */
const OTHERS = [
  'responses',
  'messages',
  'interactions',
  'batches',
  'skills',
  'tool_runtime',
  'vector_io',
  'file_processors',
  'files',
];

export const test = base.extend<object, { ownStack: OwnStack }>({
  ownStack: [
    async ({ startStack }, use) => {
      const here = (name: string) => join(import.meta.dirname, name);
      const greeter = { provider_id: 'greeter', provider_type: 'remote::greeter', module: 'greeter_provider' };
      const almanac = { provider_id: 'almanac', provider_type: 'remote::almanac' };
      const none = Object.fromEntries(OTHERS.map((api) => [api, []]));
      const config = {
        apis: ['inference', 'tides'],
        external_apis_dir: here('apis.d'),
        providers: {
          ...none,
          inference: [{ ...greeter, config: { base_url: SERVER } }],
          tides: [{ ...almanac, config: { base_url: SERVER } }],
        },
        vector_stores: null,
        registered_resources: { models: [] },
      };
      await use(await startStack({ config, packages: [here('greeter-provider'), here('tides-api')] }));
    },
    { scope: 'worker', timeout: STACK_START },
  ],
  client: [({ ownStack }, use) => use(ownStack.client), { scope: 'worker' }],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],
});
