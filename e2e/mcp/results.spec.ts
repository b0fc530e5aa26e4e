import { expect, test, text, toolCalls, toolGiving } from '../../fixtures/index.ts';
import { RED } from '../vision/images.ts';

const input = 'What is there?';
const say = (said: string) => ({ type: 'text', text: said }) as const;

test.describe('MCP results', { tag: '@any-provider' }, () => {
  test.beforeEach(({ provider }) =>
    provider.answers(toolCalls({ name: 'look', arguments: {} }), text('I see.').optional()),
  );

  test('with several texts reach the client and the model alike', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    const server = mcpServerWith({ tools: [toolGiving('look', { content: [say('one'), say('two')] })] });
    const { output } = await client.responses.create({ model, input, tools: [server.tool()] });
    const told = (await provider.lastRequest()).messages.at(-1);
    expect(output[1]).toMatchObject({ type: 'mcp_call', output: told?.replace('tool: ', '') });
  });

  test('with an image reach the model', async ({ client, mcpServerWith, provider, textModel: model }) => {
    const image = { type: 'image', data: RED, mimeType: 'image/png' } as const;
    const server = mcpServerWith({ tools: [toolGiving('look', { content: [image] })] });
    await client.responses.create({ model, input, tools: [server.tool()] });
    expect(JSON.stringify((await provider.lastRequest()).body)).toContain(RED);
  });

  test('with structuredContent only reach the model', async ({ client, mcpServerWith, provider, textModel: model }) => {
    const server = mcpServerWith({
      tools: [toolGiving('look', { content: [], structuredContent: { colour: 'crimson' } })],
    });
    await client.responses.create({ model, input, tools: [server.tool()] });
    expect((await provider.lastRequest()).messages.at(-1)).toContain('crimson');
  });

  test('with a resource link reach the model', async ({ client, mcpServerWith, provider, textModel: model }) => {
    const link = { type: 'resource_link', uri: 'https://office.example/plan', name: 'plan' } as const;
    const server = mcpServerWith({ tools: [toolGiving('look', { content: [link] })] });
    await client.responses.create({ model, input, tools: [server.tool()] });
    expect((await provider.lastRequest()).messages.at(-1)).toContain('https://office.example/plan');
  });

  test('with an embedded text resource reach the model', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    const resource = { uri: 'https://office.example/plan', mimeType: 'text/plain', text: 'Two rooms.' };
    const server = mcpServerWith({ tools: [toolGiving('look', { content: [{ type: 'resource', resource }] })] });
    await client.responses.create({ model, input, tools: [server.tool()] });
    expect((await provider.lastRequest()).messages.at(-1)).toContain('Two rooms.');
  });

  test('that are empty let the response go on', async ({ client, mcpServerWith, textModel: model }) => {
    const server = mcpServerWith({ tools: [toolGiving('look', { content: [] })] });
    const { output_text } = await client.responses.create({ model, input, tools: [server.tool()] });
    expect(output_text).toBe('I see.');
  });

  test('that come late are waited for', async ({ client, mcpServerWith, provider, textModel: model }) => {
    const late = Promise.withResolvers<{ content: [{ type: 'text'; text: string }] }>();
    const server = mcpServerWith({ tools: [toolGiving('look', late.promise)] });
    const asked = client.responses.create({ model, input, tools: [server.tool()] });
    await expect.poll(() => server.waiting()).toBe(1);
    late.resolve({ content: [say('A desk.')] });
    expect((await asked).output_text).toBe('I see.');
    expect((await provider.lastRequest()).messages.at(-1)).toBe('tool: A desk.');
  });
});

test.describe('An MCP server', { tag: '@any-provider' }, () => {
  const look = toolGiving('look', { content: [say('A desk.')] });

  test('that breaks the connection at tools/call makes a failed mcp_call', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(toolCalls({ name: 'look', arguments: {} }), text('I see nothing.').optional());
    const server = mcpServerWith({ tools: [look], instead: { 'tools/call': 'reset' } });
    const { output } = await client.responses.create({ model, input, tools: [server.tool()] });
    expect(output[1]).toMatchObject({ type: 'mcp_call', name: 'look', error: expect.anything() });
  });

  for (const at of ['initialize', 'tools/list'] as const) {
    test(`that breaks the connection at ${at} is named in the error`, async ({
      http,
      mcpServerWith,
      provider,
      textModel: model,
    }) => {
      await provider.answers(text('I see nothing.').optional());
      const server = mcpServerWith({ tools: [look], instead: { [at]: 'reset' } });
      const { status, body } = await http.post('/v1/responses', { model, input, tools: [server.tool()] });
      expect({ status: status === 500 ? 'internal error' : 'told', body: JSON.stringify(body) }).toEqual({
        status: 'told',
        body: expect.stringMatching(/office|MCP|127\.0\.0\.1/),
      });
    });
  }

  for (const status of [307, 308] as const) {
    test(`that redirects with ${status} is followed`, async ({ client, mcpServerWith, provider, textModel: model }) => {
      await provider.answers(toolCalls({ name: 'look', arguments: {} }), text('I see.'));
      const server = mcpServerWith({ tools: [look], redirectsWith: status });
      const { output } = await client.responses.create({ model, input, tools: [server.tool()] });
      expect(output[1]).toMatchObject({ type: 'mcp_call', output: 'A desk.' });
    });
  }
});

test.describe('MCP beside other tools', { tag: '@any-provider' }, () => {
  test('calls a tool of the server whose label it has, where two have the same name', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(toolCalls({ name: 'look', arguments: {} }), text('I see.').optional());
    const [roof, cellar] = ['A chimney.', 'A barrel.'].map((said) =>
      mcpServerWith({ tools: [toolGiving('look', { content: [say(said)] })] }),
    );
    const tools = [roof?.tool({ server_label: 'roof' }), cellar?.tool({ server_label: 'cellar' })].flatMap(
      (each) => each ?? [],
    );
    const { output } = await client.responses.create({ model, input, tools });
    const call = output.find((item) => item.type === 'mcp_call');
    expect({ label: call?.server_label, output: call?.output }).toEqual(
      roof?.calls().length === 1 ? { label: 'roof', output: 'A chimney.' } : { label: 'cellar', output: 'A barrel.' },
    );
  });

  test('returns a function call of the same turn to the client', async ({
    client,
    mcpServer,
    provider,
    textModel: model,
  }) => {
    await provider.answers(
      toolCalls({ name: 'now', arguments: {} }, { name: 'ring', arguments: {} }),
      text('Noon.').optional(),
    );
    const ring = {
      type: 'function',
      name: 'ring',
      description: 'Rings.',
      parameters: { type: 'object', properties: {} },
      strict: false,
    } as const;
    const tools = [mcpServer.tool({ allowed_tools: ['now'] }), ring];
    const { output } = await client.responses.create({ model, input, tools });
    expect(output.map(({ type }) => type).toSorted()).toEqual(['function_call', 'mcp_call', 'mcp_list_tools']);
  });
});
