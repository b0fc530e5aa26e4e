import type { Response } from 'openai/resources/responses/responses';
import { expect, test, text, toolCalls } from '../../fixtures/index.ts';

const limits = { max_output_tokens: 64, temperature: 0 };
const greet = { input: 'Greet Ada with the tool.', ...limits };

test.describe('MCP calls', { tag: '@tools' }, () => {
  test('lists the tools, calls one and answers from its output', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const { status, output } = await client.responses.create({ model: textModel, tools, ...greet });
    expect(status).toBe('completed');
    expect(output).toMatchObject([
      { type: 'mcp_list_tools', server_label: 'office', tools: [{ name: 'greet' }] },
      { type: 'mcp_call', server_label: 'office', name: 'greet', arguments: '{"name":"Ada"}', output: 'Hello, Ada!' },
      { type: 'message', content: [{ text: expect.stringContaining('Ada') }] },
    ]);
    expect(mcpServer.calls()).toEqual([{ name: 'greet', arguments: { name: 'Ada' } }]);
  });

  test('initializes one MCP session for tools/list and tools/call', async ({ client, textModel, mcpServer }) => {
    await client.responses.create({ model: textModel, tools: [mcpServer.tool()], ...greet });
    const methods = mcpServer.requests.map(({ method }) => method);
    expect(methods).toEqual(['initialize', 'notifications/initialized', 'tools/list', 'tools/call']);
  });

  test('stores the output items unchanged', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const response = await client.responses.create({ model: textModel, tools, ...greet });
    expect((await client.responses.retrieve(response.id)).output).toEqual(response.output);
  });

  test('sends an empty object to a tool without parameters', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['now'] })];
    const input = 'What time is it? Use the tool.';
    const { output } = await client.responses.create({ model: textModel, tools, input, ...limits });
    expect(mcpServer.calls()).toEqual([{ name: 'now', arguments: {} }]);
    expect(output[1]).toMatchObject({ type: 'mcp_call', arguments: '{}', output: 'noon' });
  });

  test('makes a further call from the output of the first', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['desk_of', 'neighbour_of'] })];
    const input = 'Who sits beside Ada? Use the tools.';
    const response = await client.responses.create({ model: textModel, tools, input, ...limits });
    expect(outputsOf(response)).toEqual(['desk_of: 12', 'neighbour_of: Grace']);
    expect(mcpServer.calls().map((call) => call.arguments)).toEqual([{ name: 'Ada' }, { desk: 12 }]);
    expect(response.output_text).toContain('Grace');
  });

  test('sums the usage of every model turn', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const { usage } = await client.responses.create({ model: textModel, tools, ...greet });
    expect(usage?.total_tokens).toBe((usage?.input_tokens ?? NaN) + (usage?.output_tokens ?? NaN));
    const asked = { model: textModel, tools, ...greet, max_infer_iters: 1 };
    const first = await client.responses.create(asked);
    expect(usage?.input_tokens).toBeGreaterThan(first.usage?.input_tokens ?? NaN);
  });

  test('calls a tool again with previous_response_id', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const first = await client.responses.create({ model: textModel, tools, ...greet });
    const input = 'Greet Ada and Grace with the tool.';
    const ask = { model: textModel, tools, input, previous_response_id: first.id, ...limits };
    const second = await client.responses.create(ask);
    expect(outputsOf(second)).toEqual(['greet: Hello, Ada!', 'greet: Hello, Grace!']);
    expect(second.output[0]).toMatchObject({ type: 'mcp_list_tools', tools: [{ name: 'greet' }] });
  });
});

test.describe('MCP calls', () => {
  test('sends nested arguments to the server unchanged', async ({ client, mcpServer, provider, textModel }) => {
    const lines = [
      { article: 'lamp', pieces: 2 },
      { article: 'chair', pieces: 3 },
    ];
    await provider.answers(
      toolCalls({ name: 'order', arguments: { lines, gift: false } }),
      text('Five pieces are ordered.'),
    );
    const tools = [mcpServer.tool({ allowed_tools: ['order'] })];
    const input = 'Order two lamps and three chairs.';
    await client.responses.create({ model: textModel, tools, input, ...limits });
    expect(mcpServer.calls()).toEqual([{ name: 'order', arguments: { lines, gift: false } }]);
  });

  test('makes two calls in one turn', async ({ client, mcpServer, provider, textModel }) => {
    const greeting = (name: string) => ({ name: 'greet', arguments: { name } });
    await provider.answers(toolCalls(greeting('Ada'), greeting('Grace')), text('Both are greeted.'));
    const tools = [mcpServer.tool({ allowed_tools: ['greet'] })];
    const input = 'Greet Ada and Grace.';
    const response = await client.responses.create({ model: textModel, tools, input, ...limits });
    expect(outputsOf(response)).toEqual(['greet: Hello, Ada!', 'greet: Hello, Grace!']);
    expect(new Set(response.output.map((item) => 'id' in item && item.id)).size).toBe(4);
    expect(response.output_text).toBe('Both are greeted.');
    const { messages } = await provider.lastRequest();
    expect(messages.slice(-2)).toEqual(['tool: Hello, Ada!', 'tool: Hello, Grace!']);
  });
});

function outputsOf({ output }: Response): string[] {
  return output.filter((item) => item.type === 'mcp_call').map((item) => `${item.name}: ${item.output ?? 'failed'}`);
}
