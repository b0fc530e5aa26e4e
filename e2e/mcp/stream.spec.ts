import { everythingOf, expect, test, text, toolCalls } from '../../fixtures/index.ts';

const limits = { max_output_tokens: 64, temperature: 0, stream: true } as const;
const greet = { input: 'Greet Ada with the tool.', ...limits };
const greetBoth = { input: 'Greet Ada and Grace with the tool.', ...limits };
const allowed = { allowed_tools: ['greet'] };

/** A call whose arguments come with its name, in one chunk. */
const inOneChunk = toolCalls({ name: 'greet', arguments: { name: 'Ada' }, whole: true });

test.describe('streaming MCP calls', { tag: '@tools' }, () => {
  test('emits a well-formed Responses event stream', async ({ client, textModel, mcpServer }) => {
    const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greet };
    expect(await everythingOf(await client.responses.create(ask))).toBeResponseStream();
  });

  test('emits consecutive sequence numbers', async ({ client, textModel, mcpServer }) => {
    const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greet };
    expect(await everythingOf(await client.responses.create(ask))).toBeNumberedInSequence();
  });

  test('emits the events of list, call and message in order', async ({ client, textModel, mcpServer }) => {
    const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greet };
    const events = await everythingOf(await client.responses.create(ask));
    const types = events.map(({ type }) => type).filter((type) => /mcp_(list_tools|call)\.[a-z_]+$|item/.test(type));
    expect(types).toEqual([
      'response.mcp_list_tools.in_progress',
      'response.output_item.added',
      'response.mcp_list_tools.completed',
      'response.output_item.done',
      'response.output_item.added',
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'response.output_item.done',
      'response.output_item.added',
      'response.output_item.done',
    ]);
  });

  test('adds and completes each item at the next output_index', async ({ client, textModel, mcpServer }) => {
    const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greetBoth };
    const events = await everythingOf(await client.responses.create(ask));
    const items = events.flatMap((event) => ('item' in event ? [`${event.output_index} ${event.item.type}`] : []));
    const [list, one, two, last] = ['0 mcp_list_tools', '1 mcp_call', '2 mcp_call', '3 message'];
    expect(items).toEqual([list, list, one, one, two, two, last, last]);
  });

  test('ends with response.completed holding the streamed items', async ({ client, textModel, mcpServer }) => {
    const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greetBoth };
    const events = await everythingOf(await client.responses.create(ask));
    const done = events.flatMap((event) => (event.type === 'response.output_item.done' ? [event.item] : []));
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: done } });
  });

  test('stores the response of the last event', async ({ client, textModel, mcpServer }) => {
    const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greet };
    const last = (await everythingOf(await client.responses.create(ask))).at(-1);
    if (!last || !('response' in last)) throw new Error(`The stream ended with ${JSON.stringify(last)}.`);
    expect(await client.responses.retrieve(last.response.id)).toMatchObject({ ...last.response });
  });

  test('emits an mcp_approval_request item when approval is required', async ({ client, textModel, mcpServer }) => {
    const ask = { model: textModel, tools: [mcpServer.tool({ ...allowed, require_approval: 'always' })], ...greet };
    const events = await everythingOf(await client.responses.create(ask));
    const requests = events.filter((event) => 'item' in event && event.item.type === 'mcp_approval_request');
    expect(requests.map(({ type }) => type)).toEqual(['response.output_item.added', 'response.output_item.done']);
    expect(requests).toMatchObject([{ output_index: 1 }, { output_index: 1, item: { arguments: '{"name":"Ada"}' } }]);
    expect(mcpServer.calls()).toEqual([]);
  });
});

test.describe('streaming MCP calls', () => {
  test('emits the arguments of a call that arrives in one chunk', async ({
    client,
    mcpServer,
    provider,
    textModel,
  }) => {
    await provider.answers(inOneChunk, text('Ada is greeted.'));
    const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greet };
    const events = await everythingOf(await client.responses.create(ask));
    const pieces = events.flatMap((event) => (/mcp_call.arguments/.test(event.type) ? [event] : []));
    expect(pieces).toMatchObject([{ delta: '{"name":"Ada"}' }, { arguments: '{"name":"Ada"}' }]);
  });

  test('emits response.mcp_call_arguments.delta and .done', async ({ client, mcpServer, provider, textModel }) => {
    await provider.answers(inOneChunk, text('Ada is greeted.'));
    const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greet };
    const events = await everythingOf(await client.responses.create(ask));
    const types = events.map(({ type }) => type).filter((type) => type.includes('arguments'));
    expect(types).toEqual(['response.mcp_call_arguments.delta', 'response.mcp_call_arguments.done']);
  });

  test(
    'ends with an error event when tools/list fails',
    { tag: '@stack' },
    async ({ client, textModel, mcpServer }) => {
      mcpServer.demandToken('sesame');
      const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greet };
      const events = await everythingOf(await client.responses.create(ask));
      expect(events.at(-1)).toMatchObject({ type: 'error', message: expect.stringContaining('401 Unauthorized') });
    },
  );

  test(
    'emits response.mcp_list_tools.failed when tools/list fails',
    { tag: '@stack' },
    async ({ client, textModel, mcpServer }) => {
      mcpServer.demandToken('sesame');
      const ask = { model: textModel, tools: [mcpServer.tool(allowed)], ...greet };
      const events = await everythingOf(await client.responses.create(ask));
      expect(events.map(({ type }) => type)).toContain('response.mcp_list_tools.failed');
    },
  );
});
