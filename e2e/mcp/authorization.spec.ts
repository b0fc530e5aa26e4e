import { everythingOf, expect, test, text, toolCalls } from '../../fixtures/index.ts';

const ask = { input: 'Greet Ada.' };
const greetsAda = () => [toolCalls({ name: 'greet', arguments: { name: 'Ada' } }), text('Greeted.')] as const;

// A client that is refused gets a token where the challenge says, and comes again with it (RFC 9728, section 5).
test.describe('MCP authorization', { tag: '@any-provider' }, () => {
  test('given after a refusal lets the response go on', async ({
    client,
    http,
    mcpServer,
    provider,
    textModel: model,
  }) => {
    mcpServer.demandToken('sesame');
    await provider.answers(...greetsAda());
    const refused = await http.post('/v1/responses', { model, ...ask, tools: [mcpServer.tool()] });
    const tools = [mcpServer.tool({ authorization: 'sesame' })];
    const { output } = await client.responses.create({ model, ...ask, tools });
    expect({ refused: refused.status, output }).toMatchObject({
      refused: 401,
      output: [{ type: 'mcp_list_tools' }, { type: 'mcp_call', output: 'Hello, Ada!' }, { type: 'message' }],
    });
  });

  test('is not reused with previous_response_id', async ({ client, http, mcpServer, provider, textModel: model }) => {
    mcpServer.demandToken('sesame');
    await provider.answers(...greetsAda(), text('Again.').optional());
    const tools = [mcpServer.tool({ authorization: 'sesame' })];
    const { id: previous_response_id } = await client.responses.create({ model, ...ask, tools });
    const before = mcpServer.requests.length;
    const next = { model, previous_response_id, input: 'Again.', tools: [mcpServer.tool()] };
    const { status } = await http.post('/v1/responses', next);
    // What was listed before need not be listed again.
    expect([200, 401]).toContain(status);
    expect(mcpServer.requests.length).toBe(before);
  });

  for (const status of [401, 403]) {
    test(
      `refused with ${status} at tools/call makes a failed mcp_call`,
      { tag: '@interrupted-mcp-calls' },
      async ({ client, mcpServerWith, provider, textModel: model }) => {
        await provider.answers(...greetsAda());
        const server = mcpServerWith({ instead: { 'tools/call': status } });
        const tools = [server.tool({ authorization: 'sesame' })];
        const { output } = await client.responses.create({ model, ...ask, tools });
        expect(output[1]).toMatchObject({ type: 'mcp_call', name: 'greet', output: null, error: expect.anything() });
      },
    );
  }

  test(
    'refused at tools/call ends a stream with a final event',
    { tag: '@interrupted-mcp-calls' },
    async ({ client, mcpServerWith, provider, textModel: model }) => {
      await provider.answers(...greetsAda());
      const server = mcpServerWith({ instead: { 'tools/call': 401 } });
      const params = { model, ...ask, tools: [server.tool({ authorization: 'sesame' })] };
      const events = await everythingOf(await client.responses.create({ ...params, stream: true }));
      expect(events.at(-1)?.type).toMatch(/^response\.(completed|failed)$/);
    },
  );

  test('is not brought along a redirect to another origin', async ({
    http,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(text('Hello.').optional());
    const server = mcpServerWith({ redirectsWith: 307, redirectsTo: 'localhost' });
    await http.post('/v1/responses', { model, ...ask, tools: [server.tool({ authorization: 'sesame' })] });
    const elsewhere = server.requests.filter(({ headers }) => headers.host?.startsWith('localhost'));
    expect(elsewhere.flatMap(({ headers }) => headers.authorization ?? [])).toEqual([]);
  });
});
