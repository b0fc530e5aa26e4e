import { expect, test } from '../../fixtures/index.ts';

const brief = { max_output_tokens: 64, temperature: 0 };
const greetBoth = { input: 'Greet Ada and Grace with the tool.', ...brief };

test.describe('max_tool_calls', { tag: '@tools' }, () => {
  test('skips tool calls above the limit and tells the model', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const response = await client.responses.create({ model: textModel, tools, ...greetBoth, max_tool_calls: 1 });
    expect(response).toMatchObject({ status: 'completed', max_tool_calls: 1 });
    expect(mcpServer.calls()).toEqual([{ name: 'greet', arguments: { name: 'Ada' } }]);
    expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'mcp_call', 'message']);
    expect(response.output_text).toContain('Tool call skipped: maximum tool calls limit (1) reached.');
  });

  test('runs as many tool calls as the limit allows', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    await client.responses.create({ model: textModel, tools, ...greetBoth, max_tool_calls: 2 });
    expect(mcpServer.calls()).toHaveLength(2);
  });

  test('does not count function calls', async ({ client, textModel }) => {
    const parameters = { type: 'object', properties: { city: { type: 'string' } } };
    const tools = [{ type: 'function', name: 'get_weather', description: 'Now.', strict: false, parameters } as const];
    const input = 'What is the weather in Paris and in Oslo? Use the tool for each.';
    const ask = { model: textModel, tools, input, ...brief };
    const { output } = await client.responses.create({ ...ask, max_tool_calls: 1 });
    expect(output.map(({ type }) => type)).toEqual(['function_call', 'function_call']);
  });
});

test(
  'stops after max_infer_iters model calls with status incomplete',
  { tag: '@tools' },
  async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['desk_of', 'neighbour_of'] })];
    const ask = { model: textModel, tools, input: 'Who sits beside Ada? Use the tools.', max_infer_iters: 1, ...brief };
    const response = await client.responses.create(ask);
    expect(response).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_iterations_exceeded' },
      completed_at: null,
    });
    expect(mcpServer.calls()).toEqual([{ name: 'desk_of', arguments: { name: 'Ada' } }]);
  },
);

test(
  'applies max_output_tokens to all model calls of a response together',
  { tag: '@tools' },
  async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const input = 'Say what you do at length, then greet Ada with the tool.';
    const response = await client.responses.create({
      model: textModel,
      tools,
      input,
      temperature: 0,
      max_output_tokens: 16,
    });
    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    expect(response.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'mcp_call']);
  },
);
