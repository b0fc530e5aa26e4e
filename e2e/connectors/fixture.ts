/** Specs on a stack of their own, whose run config has two connectors: MCP servers by an id of the stack's. */
import type { McpServer } from '../../fixtures/mcp-server.ts';
import { type OwnStack, STACK_START, test as base } from '../../fixtures/index.ts';

interface ConnectorFixtures {
  ownStack: OwnStack;
  /** The server of the connector `office`. */
  office: McpServer;
  /** The server of the connector `vault`, which demands the bearer token `opensesame`. */
  vault: McpServer;
}

export const test = base.extend<object, ConnectorFixtures>({
  office: [({ mcpHost }, use) => use(mcpHost.open()), { scope: 'worker' }],
  vault: [
    async ({ mcpHost }, use) => {
      const server = mcpHost.open();
      server.demandToken('opensesame');
      await use(server);
    },
    { scope: 'worker' },
  ],
  ownStack: [
    async ({ startStack, office, vault }, use) => {
      const connectors = Object.entries({ office, vault }).map(([connector_id, { url }]) => ({
        connector_id,
        connector_type: 'mcp',
        url,
        server_label: connector_id,
      }));
      await use(await startStack({ config: { connectors } }));
    },
    { scope: 'worker', timeout: STACK_START },
  ],
  client: [({ ownStack }, use) => use(ownStack.client), { scope: 'worker' }],
  http: [({ ownStack }, use) => use(ownStack.http), { scope: 'worker' }],
});
