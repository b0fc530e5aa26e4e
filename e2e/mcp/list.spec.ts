import type { Response } from 'openai/resources/responses/responses';
import { expect, test } from '../../fixtures/index.ts';
import { OWN_TOOLS } from '../../fixtures/mcp-tools.ts';

const greet = { input: 'Greet Ada with the tool.', max_output_tokens: 64, temperature: 0 };

test.describe('MCP tool lists', { tag: '@tools' }, () => {
  test("lists tools with the server's input schemas", async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet', 'order'] })];
    const response = await client.responses.create({ model: textModel, tools, ...greet });
    const given = OWN_TOOLS.map(({ definition: { name, description, inputSchema } }) => {
      return { name, description, input_schema: inputSchema };
    });
    expect(JSON.stringify(given)).toContain('"$ref":"#/$defs/line"');
    expect(listIn(response)?.tools).toEqual(given.filter(({ name }) => ['greet', 'order'].includes(name)));
  });

  test('lists all tools without allowed_tools', async ({ client, textModel, mcpServer }) => {
    const response = await client.responses.create({ model: textModel, tools: [mcpServer.tool()], ...greet });
    const names = listIn(response)?.tools.map(({ name }) => name);
    expect(names).toEqual(['greet', 'desk_of', 'neighbour_of', 'order', 'now', 'open_vault', 'wait']);
  });

  test('lists only the tool_names of allowed_tools', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: { tool_names: ['greet', 'now'] } })];
    const response = await client.responses.create({ model: textModel, tools, ...greet });
    expect(listIn(response)?.tools.map(({ name }) => name)).toEqual(['greet', 'now']);
  });

  test('lists the tools of each of two servers', async ({ client, textModel, mcpServer, mcpHost }) => {
    const other = mcpHost.open();
    const tools = [
      mcpServer.tool({ allowed_tools: ['greet'] }),
      other.tool({ allowed_tools: ['now'], server_label: 'tower' }),
    ];
    const { output } = await client.responses.create({ model: textModel, tools, ...greet });
    expect(output.slice(0, 3)).toMatchObject([
      { type: 'mcp_list_tools', server_label: 'office', tools: [{ name: 'greet' }] },
      { type: 'mcp_list_tools', server_label: 'tower', tools: [{ name: 'now' }] },
      { type: 'mcp_call', server_label: 'office' },
    ]);
    expect([mcpServer.calls().length, other.calls().length]).toEqual([1, 0]);
  });

  test(
    'rejects the same tool name on two servers with 400',
    { tag: '@stack' },
    async ({ client, textModel, mcpServer, mcpHost }) => {
      const tools = [mcpServer, mcpHost.open()].map((server, at) =>
        server.tool({ allowed_tools: ['greet'], server_label: `office-${at}` }),
      );
      await expect(client.responses.create({ model: textModel, tools, ...greet })).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining('Duplicate tool name greet found for server office-1'),
      });
    },
  );

  test('lists but does not call tools when tool_choice is none', async ({ client, textModel, mcpServer }) => {
    const ask = { model: textModel, tools: [mcpServer.tool({ allowed_tools: ['greet'] })], ...greet };
    await client.responses.create({ ...ask, input: 'Say hello.', tool_choice: 'none' });
    const methods = mcpServer.requests.map(({ method }) => method);
    expect(methods).toEqual(['initialize', 'notifications/initialized', 'tools/list']);
  });
});

function listIn({ output }: Response) {
  return output.find((item) => item.type === 'mcp_list_tools');
}
