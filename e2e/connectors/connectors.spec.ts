import { expect, test } from '../../fixtures/index.ts';

const connectors = '/v1alpha/admin/connectors';

test('has no connector that was not configured', async ({ http }) => {
  const { status, body } = await http.get(connectors);
  expect({ status, body }).toEqual({ status: 200, body: { data: [] } });
});

for (const { what, path } of [
  { what: 'look up', path: '' },
  { what: 'list the tools of', path: '/tools' },
  { what: 'look up a tool of', path: '/tools/greet' },
]) {
  test(`does not ${what} a connector that it does not know`, async ({ http }) => {
    const { status, body } = await http.get(`${connectors}/nobody${path}`);
    const message = "Connector 'nobody' not found. Use 'client.connectors.list()' to list available Connectors.";
    expect({ status, body }).toEqual({ status: 404, body: { error: { message } } });
  });
}

test('does not take tools of a connector that it does not know', async ({ client, textModel }) => {
  const tools = [{ type: 'mcp', server_label: 'nobody', connector_id: 'nobody' }];
  const request = client.post('/responses', { body: { model: textModel, input: 'Say hello.', tools } });
  await expect(request).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining("Connector 'nobody' not found"),
  });
});
