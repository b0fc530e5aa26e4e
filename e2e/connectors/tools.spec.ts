import { expect, test } from '../../fixtures/index.ts';

test('lists the tools that the server itself runs', { tag: '@stack' }, async ({ http }) => {
  const { status, body } = await http.get('/v1/admin/tools');
  expect({ status, body }).toEqual({ status: 200, body: { data: expect.any(Array) } });
});
