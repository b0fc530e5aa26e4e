import { everythingOf, expect, test, text, toolCalls } from '../../fixtures/index.ts';

const limits = { max_output_tokens: 64, temperature: 0 };
const open = { input: 'Open the vault with the tool.', ...limits };

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

  test('emits response.mcp_call.failed when streaming', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['open_vault'] })];
    const params = { model: textModel, tools, ...open };
    const events = await everythingOf(await client.responses.create({ ...params, stream: true }));
    const types = events.map(({ type }) => type).filter((type) => /mcp_call\.[a-z_]+$/.test(type));
    expect(types).toEqual(['response.mcp_call.in_progress', 'response.mcp_call.failed']);
    expect(events.at(-1)).toMatchObject({ type: 'response.completed' });
  });
});

test.describe('failed MCP calls', () => {
  test('lets the model answer from the error', async ({ client, mcpServer, provider, textModel }) => {
    await provider.answers(toolCalls({ name: 'open_vault', arguments: {} }), text('It stays shut.'));
    const tools = [mcpServer.tool({ allowed_tools: ['open_vault'] })];
    const response = await client.responses.create({ model: textModel, tools, ...open });
    expect((await provider.lastRequest()).messages.at(-1)).toBe('tool: The vault is locked.');
    expect(response.output_text).toBe('It stays shut.');
  });
});

test('sends the model an error for a call of an unknown tool', async ({ client, mcpServer, provider, textModel }) => {
  await provider.answers(toolCalls({ name: 'fly', arguments: { to: 'Mars' } }), text('I cannot fly.').optional());
  const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
  const response = await client.responses.create({ model: textModel, tools, input: 'Fly to Mars.', ...limits });
  expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'message']);
  const result = (await provider.lastRequest()).messages.at(-1);
  expect(result).toContain("tool 'fly' is not available. Available tools are: greet.");
  expect(mcpServer.calls()).toEqual([]);
});
