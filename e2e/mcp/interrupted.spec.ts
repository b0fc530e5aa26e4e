import { everythingOf, expect, test, text, toolCalls } from '../../fixtures/index.ts';

const ask = { input: 'What time is it?' };
const call = toolCalls({ name: 'now', arguments: {} });

test.describe('An MCP server', { tag: '@any-provider' }, () => {
  for (const [what, instead] of [
    ['answers tools/call with 503', 503],
    ['answers tools/call with 404, its session being gone', 404],
  ] as const) {
    test(
      `that ${what} makes a failed mcp_call`,
      { tag: '@interrupted-mcp-calls' },
      async ({ client, mcpServerWith, provider, textModel: model }) => {
        await provider.answers(call, text('I do not know.').optional());
        const tools = [mcpServerWith({ instead: { 'tools/call': instead } }).tool()];
        const { status, output } = await client.responses.create({ model, ...ask, tools });
        expect({ status, call: output[1] }).toMatchObject({
          status: 'completed',
          call: { type: 'mcp_call', name: 'now', error: expect.anything() },
        });
      },
    );
  }

  for (const at of ['reset', 503] as const) {
    test(
      `that goes away at tools/call (${at}) ends a stream with a final event`,
      { tag: '@interrupted-mcp-calls' },
      async ({ client, mcpServerWith, provider, textModel: model }) => {
        await provider.answers(call, text('I do not know.').optional());
        const tools = [mcpServerWith({ instead: { 'tools/call': at } }).tool()];
        const params = { model, ...ask, tools };
        const events = await everythingOf(await client.responses.create({ ...params, stream: true })).catch(() => []);
        expect(events.at(-1)?.type ?? 'torn').toMatch(/^response\.(completed|failed)$/);
      },
    );
  }

  for (const status of [404, 500, 503]) {
    test(`that answers initialize with ${status} is named in the error`, async ({
      http,
      mcpServerWith,
      provider,
      textModel: model,
    }) => {
      await provider.answers(text('I do not know.').optional());
      const tools = [mcpServerWith({ instead: { initialize: status } }).tool()];
      const answer = await http.post('/v1/responses', { model, ...ask, tools });
      const told = answer.status === 500 ? 'internal error' : 'told';
      expect({ status: told, body: JSON.stringify(answer.body) }).toEqual({
        status: 'told',
        body: expect.stringMatching(/office|MCP|127\.0\.0\.1/),
      });
    });
  }

  test('that comes back serves the next response', async ({
    client,
    http,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(call, text('Noon.'));
    const server = mcpServerWith({ instead: { initialize: 'reset' } });
    const down = await http.post('/v1/responses', { model, ...ask, tools: [server.tool()] });
    server.behave({});
    const { output_text } = await client.responses.create({ model, ...ask, tools: [server.tool()] });
    expect([down.status, output_text]).toEqual([expect.any(Number), 'Noon.']);
  });

  test('that has gone between two turns does not lose the turn before', async ({
    client,
    http,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    await provider.answers(call, text('Noon.'), text('And later?').optional());
    const server = mcpServerWith({});
    const first = await client.responses.create({ model, ...ask, tools: [server.tool()] });
    server.behave({ initialize: 'reset' });
    const next = { model, previous_response_id: first.id, input: 'And now?' };
    await http.post('/v1/responses', { ...next, tools: [server.tool()] });
    expect(await client.responses.retrieve(first.id)).toMatchObject({ status: 'completed', output: first.output });
  });

  test('that is slow to list its tools holds up no other response', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    const listed = Promise.withResolvers<void>();
    await provider.answers(
      text('Hello.').when({ user: 'Hi.' }),
      call.when({ user: ask.input, toolResults: 0 }),
      text('Noon.').when({ user: ask.input, toolResults: 1 }),
    );
    const server = mcpServerWith({ instead: { 'tools/list': listed.promise } });
    const slow = client.responses.create({ model, ...ask, tools: [server.tool()] });
    await expect.poll(() => server.requests.at(-1)?.method).toBe('tools/list');
    const other = await client.responses.create({ model, input: 'Hi.' });
    listed.resolve();
    expect([other.output_text, (await slow).output_text]).toEqual(['Hello.', 'Noon.']);
  });

  test('that is slow is told as response.mcp_call.in_progress in the stream', async ({
    client,
    mcpServerWith,
    provider,
    textModel: model,
  }) => {
    const answered = Promise.withResolvers<void>();
    await provider.answers(call, text('Noon.'));
    const server = mcpServerWith({ instead: { 'tools/call': answered.promise } });
    const params = { model, ...ask, tools: [server.tool()] };
    const types: string[] = [];
    for await (const { type } of await client.responses.create({ ...params, stream: true })) {
      types.push(type);
      // It would stand still for ever if the event came with the result.
      if (type === 'response.mcp_call.in_progress') answered.resolve();
    }
    expect(types).toEqual(expect.arrayContaining(['response.mcp_call.in_progress', 'response.mcp_call.completed']));
    expect(types.at(-1)).toBe('response.completed');
  });
});
