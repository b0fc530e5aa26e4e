import { expect, test, text, toolCalls } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 64, temperature: 0 };

test.describe('max_tool_calls', () => {
  const ask = { input: 'Greet Ada and Grace.', ...brief };
  const greetBoth = toolCalls(
    { name: 'greet', arguments: { name: 'Ada' } },
    { name: 'greet', arguments: { name: 'Grace' } },
  );

  test('skips tool calls above the limit and tells the model', async ({ client, textModel, mcpServer, provider }) => {
    await provider.answers(greetBoth, text('Done.'));
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const response = await client.responses.create({ model: textModel, tools, ...ask, max_tool_calls: 1 });
    expect(response).toMatchObject({ status: 'completed', max_tool_calls: 1, output_text: 'Done.' });
    expect(mcpServer.calls()).toEqual([{ name: 'greet', arguments: { name: 'Ada' } }]);
    expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'mcp_call', 'message']);
    const { messages } = await provider.lastRequest();
    const skipped = 'tool: Tool call skipped: maximum tool calls limit (1) reached.';
    expect(messages.slice(-2)).toEqual(['tool: Hello, Ada!', skipped]);
  });

  test('runs as many tool calls as the limit allows', async ({ client, textModel, mcpServer, provider }) => {
    await provider.answers(greetBoth, text('Done.'));
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    await client.responses.create({ model: textModel, tools, ...ask, max_tool_calls: 2 });
    expect(mcpServer.calls()).toHaveLength(2);
    expect((await provider.lastRequest()).messages.slice(-2)).toEqual(['tool: Hello, Ada!', 'tool: Hello, Grace!']);
  });

  test('does not count function calls', async ({ client, textModel, provider }) => {
    const inCity = (city: string) => ({ name: 'get_weather', arguments: { city } });
    await provider.answers(toolCalls(inCity('Paris'), inCity('Oslo')));
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const tools = [{ type: 'function', name: 'get_weather', description: 'Now.', strict: false, parameters } as const];
    const input = 'What is the weather in Paris and in Oslo?';
    const { output } = await client.responses.create({ model: textModel, tools, input, ...brief, max_tool_calls: 1 });
    expect(output.map(({ type }) => type)).toEqual(['function_call', 'function_call']);
  });
});

test('stops after max_infer_iters model calls with status incomplete', async ({
  client,
  textModel,
  mcpServer,
  provider,
}) => {
  await provider.answers(toolCalls({ name: 'desk_of', arguments: { name: 'Ada' } }));
  const tools = [mcpServer.tool({ allowed_tools: ['desk_of', 'neighbour_of'] })];
  const ask = { model: textModel, tools, input: 'Who sits beside Ada?', max_infer_iters: 1, ...brief };
  const response = await client.responses.create(ask);
  expect(response).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'max_iterations_exceeded' },
    completed_at: null,
  });
  expect(mcpServer.calls()).toEqual([{ name: 'desk_of', arguments: { name: 'Ada' } }]);
  expect(await provider.requests()).toHaveLength(1);
});

test('applies max_output_tokens to all model calls of a response together', async ({
  client,
  textModel,
  mcpServer,
  provider,
}) => {
  await provider.answers(
    toolCalls({ name: 'greet', arguments: { name: 'Ada' } }).usage({ prompt: 20, completion: 16 }),
  );
  const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
  const ask = { model: textModel, tools, input: 'Greet Ada.', temperature: 0, max_output_tokens: 16 };
  const response = await client.responses.create(ask);
  expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'mcp_call']);
  expect(await provider.requests()).toHaveLength(1);
});
