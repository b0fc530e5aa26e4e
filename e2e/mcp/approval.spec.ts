import type { Response } from 'openai/resources/responses/responses';
import { expect, test, toolCalls } from '../../fixtures/index.ts';

const limits = { max_output_tokens: 64, temperature: 0 };
const greet = { input: 'Greet Ada with the tool.', ...limits };
const beside = 'Who sits beside Ada? Use the tools.';
const asking = { allowed_tools: ['greet'], require_approval: 'always' as const };

test.describe('MCP approval', { tag: '@tools' }, () => {
  test('returns an mcp_approval_request instead of calling the tool', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool(asking)];
    const { output, status } = await client.responses.create({ model: textModel, tools, ...greet });
    expect(status).toBe('completed');
    expect(output.slice(1)).toEqual([
      {
        type: 'mcp_approval_request',
        id: expect.stringMatching(/^approval_/),
        server_label: 'office',
        name: 'greet',
        arguments: '{"name":"Ada"}',
      },
    ]);
    expect(mcpServer.calls()).toEqual([]);
  });

  test('calls the tool once it is approved', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool(asking)];
    const first = await client.responses.create({ model: textModel, tools, ...greet });
    const ask = { model: textModel, tools, previous_response_id: first.id, ...limits };
    const second = await client.responses.create({ ...ask, input: [answerTo(first, true)] });
    expect(mcpServer.calls()).toEqual([{ name: 'greet', arguments: { name: 'Ada' } }]);
    expect(second.output.slice(1)).toMatchObject([
      { type: 'mcp_call', name: 'greet', arguments: '{"name":"Ada"}', output: 'Hello, Ada!', error: null },
      { type: 'message', content: [{ text: expect.stringContaining('Ada') }] },
    ]);
  });

  test('does not call the tool when approval is denied', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool(asking)];
    const first = await client.responses.create({ model: textModel, tools, ...greet });
    const ask = { model: textModel, tools, previous_response_id: first.id, ...limits };
    const second = await client.responses.create({ ...ask, input: [answerTo(first, false)] });
    expect(second.status).toBe('completed');
    expect(second.output.map(({ type }) => type)).not.toContain('mcp_call');
    expect(mcpServer.calls()).toEqual([]);
  });

  test('returns a message when approval is denied', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool(asking)];
    const first = await client.responses.create({ model: textModel, tools, ...greet });
    const ask = { model: textModel, tools, previous_response_id: first.id, ...limits };
    const second = await client.responses.create({ ...ask, input: [answerTo(first, false)] });
    expect(second.output.map(({ type }) => type)).toContain('message');
  });

  test('asks again after approval of an unknown approval_request_id', async ({ client, textModel, mcpServer }) => {
    const tools = [mcpServer.tool(asking)];
    const first = await client.responses.create({ model: textModel, tools, ...greet });
    const ask = { model: textModel, tools, previous_response_id: first.id, ...limits };
    const other = { ...answerTo(first, true), approval_request_id: 'approval_of_something_else' };
    const second = await client.responses.create({ ...ask, input: [other] });
    expect(second.output.map(({ type }) => type)).toEqual(['mcp_list_tools', 'mcp_approval_request']);
    expect(mcpServer.calls()).toEqual([]);
  });

  test('accepts require_approval as plain lists of tool names', async ({ client, textModel, mcpServer }) => {
    const require_approval = { always: ['neighbour_of'], never: ['desk_of'] };
    const tools = [{ ...mcpServer.tool({ allowed_tools: ['desk_of', 'neighbour_of'] }), require_approval }];
    const response = await client.post('/responses', { body: { model: textModel, tools, input: beside, ...limits } });
    expect(response).toMatchObject({
      output: [
        { type: 'mcp_list_tools' },
        { type: 'mcp_call', name: 'desk_of', output: '12' },
        { type: 'mcp_approval_request', name: 'neighbour_of', arguments: '{"desk":12}' },
      ],
    });
    expect(mcpServer.calls()).toEqual([{ name: 'desk_of', arguments: { name: 'Ada' } }]);
  });

  test('asks for approval when require_approval is omitted', async ({ client, textModel, mcpServer }) => {
    const tools = [{ ...mcpServer.tool({ allowed_tools: ['greet'] }), require_approval: undefined }];
    const { output } = await client.responses.create({ model: textModel, tools, ...greet });
    expect(output[1]).toMatchObject({ type: 'mcp_approval_request', name: 'greet' });
    expect(mcpServer.calls()).toEqual([]);
  });
});

test.describe('MCP approval', () => {
  test('asks only for tools named in require_approval.always', async ({ client, mcpServer, provider, textModel }) => {
    const desk = { name: 'desk_of', arguments: { name: 'Ada' } };
    const neighbour = { name: 'neighbour_of', arguments: { desk: 12 } };
    await provider.answers(toolCalls(desk), toolCalls(neighbour));
    const require_approval = { always: { tool_names: ['neighbour_of'] }, never: { tool_names: ['desk_of'] } };
    const tools = [mcpServer.tool({ allowed_tools: ['desk_of', 'neighbour_of'], require_approval })];
    const { output } = await client.responses.create({ model: textModel, tools, input: beside, ...limits });
    expect(output.slice(1)).toMatchObject([
      { type: 'mcp_call', name: 'desk_of', output: '12' },
      { type: 'mcp_approval_request', name: 'neighbour_of', arguments: '{"desk":12}' },
    ]);
    expect(mcpServer.calls()).toEqual([desk]);
  });
});

function answerTo({ output }: Response, approve: boolean) {
  const request = output.find((item) => item.type === 'mcp_approval_request');
  return { type: 'mcp_approval_response', approval_request_id: request?.id ?? '', approve } as const;
}
