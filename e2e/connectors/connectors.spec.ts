import { expect, test } from '../../fixtures/index.ts';

const connectors = '/v1alpha/admin/connectors';

test('lists no connectors when none is configured', { tag: '@stack' }, async ({ http }) => {
  const { status, body } = await http.get(connectors);
  expect({ status, body }).toEqual({ status: 200, body: { data: [] } });
});

for (const { what, path } of [
  { what: 'retrieving', path: '' },
  { what: 'listing the tools of', path: '/tools' },
  { what: 'retrieving a tool of', path: '/tools/greet' },
]) {
  test(`answers 404 when ${what} an unknown connector`, { tag: '@stack' }, async ({ http }) => {
    const { status, body } = await http.get(`${connectors}/nobody${path}`);
    const message = "Connector 'nobody' not found. Use 'client.connectors.list()' to list available Connectors.";
    expect({ status, body }).toEqual({ status: 404, body: { error: { message } } });
  });
}

test(
  'answers 404 to a response with an unknown connector_id in an mcp tool',
  { tag: '@stack' },
  async ({ client, textModel }) => {
    const tools = [{ type: 'mcp', server_label: 'nobody', connector_id: 'nobody' }];
    const request = client.post('/responses', { body: { model: textModel, input: 'Say hello.', tools } });
    await expect(request).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining("Connector 'nobody' not found"),
    });
  },
);
