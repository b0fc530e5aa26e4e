import { expect, text, toolCalls } from '../../fixtures/index.ts';
import { test } from './fixture.ts';

const connectors = '/v1alpha/admin/connectors';
/** A tool of a response; OpenAI's type lists its own connectors only, so that these are sent by `post`. */
const tool = { type: 'mcp', require_approval: 'never' };
const greet = { name: 'greet', arguments: { name: 'Ada' } };

test.describe('A connector of the run config', { tag: '@own-stack' }, () => {
  test('is listed with its id, type, label and URL', async ({ http, office, vault }) => {
    const { status, body } = await http.get(connectors);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: [
        { connector_id: 'office', connector_type: 'mcp', server_label: 'office', url: office.url },
        { connector_id: 'vault', connector_type: 'mcp', server_label: 'vault', url: vault.url },
      ],
    });
  });

  test('is retrieved with the name and version of its MCP server', async ({ http, office }) => {
    const { status, body } = await http.get(`${connectors}/office`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      connector_id: 'office',
      url: office.url,
      server_name: 'office',
      server_version: '1.0.0',
    });
  });

  test('lists the tools of its server, as the server does', async ({ http }) => {
    const { status, body } = await http.get(`${connectors}/office/tools`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({
          name: 'greet',
          description: 'Greets a person by name.',
          input_schema: expect.objectContaining({
            properties: { name: { type: 'string', description: 'Whom to greet.' } },
          }),
        }),
      ]),
    });
  });

  test('gives one tool as its list has it', async ({ http }) => {
    const { body: list } = await http.get(`${connectors}/office/tools`);
    const { status, body: tool } = await http.get(`${connectors}/office/tools/greet`);
    expect(status).toBe(200);
    expect(list).toMatchObject({ data: expect.arrayContaining([tool]) });
  });

  test('answers 404 for a tool that its server does not have', async ({ http }) => {
    const { status, body } = await http.get(`${connectors}/office/tools/juggle`);
    expect(status).toBe(404);
    expect(body).toMatchObject({
      error: { message: expect.stringContaining("Connector Tool 'office.juggle' not found") },
    });
  });

  test('is called by a response whose tool names it', async ({ client, textModel, provider, office }) => {
    await provider.answers(toolCalls(greet), text('Hello, Ada.'));
    const tools = [{ ...tool, server_label: 'office', connector_id: 'office' }];
    const response = await client.post('/responses', { body: { model: textModel, input: 'Greet Ada.', tools } });
    expect(response).toMatchObject({
      output: [
        { type: 'mcp_list_tools', server_label: 'office' },
        { type: 'mcp_call', server_label: 'office', name: 'greet', output: 'Hello, Ada!', error: null },
        { type: 'message' },
      ],
    });
    expect(office.calls()).toContainEqual(greet);
  });

  test("is shown the tool's authorization", async ({ client, textModel, provider, vault }) => {
    await provider.answers(toolCalls(greet), text('Hello, Ada.'));
    const tools = [{ ...tool, server_label: 'vault', connector_id: 'vault', authorization: 'opensesame' }];
    const response = await client.post('/responses', { body: { model: textModel, input: 'Greet Ada.', tools } });
    expect(response).toMatchObject({ output: [{}, { type: 'mcp_call', output: 'Hello, Ada!', error: null }, {}] });
    expect(vault.calls()).toEqual([greet]);
  });

  test('whose server demands a token lists no tools without one', async ({ http }) => {
    const { status } = await http.get(`${connectors}/vault/tools`);
    expect(status).toBe(401);
  });
});
