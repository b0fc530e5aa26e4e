import { expect, test } from '../../fixtures/index.ts';

const greet = { input: 'Greet Ada with the tool.', max_output_tokens: 64, temperature: 0 };

test(
  'sends authorization and headers with every MCP request',
  { tag: '@tools' },
  async ({ client, textModel, mcpServer }) => {
    mcpServer.demandToken('sesame');
    const tool = mcpServer.tool({ allowed_tools: ['greet'], authorization: 'sesame', headers: { 'x-shelf': 'b7' } });
    const { output } = await client.responses.create({ model: textModel, tools: [tool], ...greet });
    expect(output[1]).toMatchObject({ type: 'mcp_call', output: 'Hello, Ada!' });
    const brought = mcpServer.requests.map(({ headers }) => [headers.authorization, headers['x-shelf']]);
    expect(brought).toEqual(mcpServer.requests.map(() => ['Bearer sesame', 'b7']));
    expect(brought).toHaveLength(4);
  },
);

test(
  'sends no Authorization header unless authorization is given',
  { tag: '@tools' },
  async ({ client, textModel, mcpServer }) => {
    await client.responses.create({
      model: textModel,
      tools: [mcpServer.tool({ allowed_tools: ['greet'] })],
      ...greet,
    });
    expect(mcpServer.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  },
);

test('leaves authorization out of the response', { tag: '@tools' }, async ({ client, textModel, mcpServer }) => {
  mcpServer.demandToken('sesame');
  const tool = mcpServer.tool({ allowed_tools: ['greet'], authorization: 'sesame', headers: { 'x-shelf': 'b7' } });
  const response = await client.responses.create({ model: textModel, tools: [tool], ...greet });
  expect(JSON.stringify(response)).not.toContain('sesame');
  expect(JSON.stringify(await client.responses.retrieve(response.id))).not.toContain('sesame');
});

test("forwards the MCP server's 401", { tag: '@stack' }, async ({ client, textModel, mcpServer }) => {
  mcpServer.demandToken('sesame');
  const tools = [mcpServer.tool({ authorization: 'wrong' })];
  await expect(client.responses.create({ model: textModel, tools, ...greet })).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining(`Client error '401 Unauthorized' for url '${mcpServer.url}'`),
  });
});

test('rejects an Authorization header among headers with 400', async ({ client, textModel, mcpServer }) => {
  const tools = [mcpServer.tool({ headers: { Authorization: 'Bearer sesame' } })];
  await expect(client.responses.create({ model: textModel, tools, ...greet })).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("must be passed via the 'authorization' parameter, not 'headers'"),
  });
  expect(mcpServer.requests).toEqual([]);
});

test(
  'answers 502 naming an MCP server that cannot be reached',
  { tag: '@stack' },
  async ({ client, textModel, mcpServer }) => {
    const server_url = 'http://127.0.0.1:9/nobody';
    const tools = [mcpServer.tool({ server_url })];
    await expect(client.responses.create({ model: textModel, tools, ...greet })).rejects.toMatchObject({
      status: 502,
      message: expect.stringContaining(`Failed to connect to MCP server at ${server_url}: Connection refused`),
    });
  },
);

test(
  'rejects an MCP tool without server_url or connector_id with 400',
  { tag: '@stack' },
  async ({ client, textModel }) => {
    const tools = [{ type: 'mcp', server_label: 'office' } as const];
    await expect(client.responses.create({ model: textModel, tools, ...greet })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("Either 'server_url' or 'connector_id' must be provided for MCP tool"),
    });
  },
);
