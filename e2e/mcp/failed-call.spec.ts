import { everythingOf, expect, test } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 64, temperature: 0 };
const open = { input: 'Open the vault with the tool.', ...brief };

test.describe('failed MCP calls', { tag: '@tools' }, () => {
  test('returns an mcp_call with error and without output', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['open_vault'] })];
    const { status, output } = await client.responses.create({ model: textModel, tools, ...open });
    expect(status).toBe('completed');
    expect(output[1]).toMatchObject({
      type: 'mcp_call',
      name: 'open_vault',
      output: null,
      error: expect.stringContaining('Error'),
    });
  });

  test("returns the server's message in error", async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['open_vault'] })];
    const { output } = await client.responses.create({ model: textModel, tools, ...open });
    expect(output[1]).toMatchObject({ error: expect.stringContaining('The vault is locked.') });
  });

  test('lets the model answer from the error', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['open_vault'] })];
    const response = await client.responses.create({ model: textModel, tools, ...open });
    expect(response.output_text).toBe('It stays shut. The vault is locked.');
  });

  test('emits response.mcp_call.failed when streaming', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['open_vault'] })];
    const ask = { model: textModel, tools, ...open };
    const events = await everythingOf(await client.responses.create({ ...ask, stream: true }));
    const types = events.map(({ type }) => type).filter((type) => /mcp_call\.[a-z_]+$/.test(type));
    expect(types).toEqual(['response.mcp_call.in_progress', 'response.mcp_call.failed']);
    expect(events.at(-1)).toMatchObject({ type: 'response.completed' });
  });
});

test(
  'sends the model an error for a call of an unknown tool',
  { tag: '@tools' },
  async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const input = 'Call a tool that you were not offered.';
    const response = await client.responses.create({ model: textModel, tools, input, ...brief });
    expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'message']);
    expect(response.output_text).toContain("tool 'fly' is not available. Available tools are: greet.");
    expect(mcpServer.calls()).toEqual([]);
  },
);
