import { z } from 'zod';
import { embedding, expect, text } from '../../fixtures/index.ts';
import { OTHERS, test } from './fixture.ts';
import { EXCUSED, filled, LISTS, makerOf, OPERATIONS, SECRET } from './resources.ts';

const answers = [embedding().persist().optional(), text('Noted.').persist().optional()];

for (const [who, [user, tenant]] of Object.entries(OTHERS)) {
  test.describe(`What a user has is refused to ${who}`, { tag: '@own-stack' }, () => {
    for (const [operation, body] of Object.entries(OPERATIONS)) {
      test(operation, async ({ alice, as, made, provider }) => {
        await provider.answers(...answers);
        const [method = '', path = ''] = operation.split(' ');
        const ids = await makerOf(path)(made(alice));
        const given = body === undefined ? undefined : filled(JSON.stringify(body), ids);
        const refused = await as(user, tenant)(method, filled(path, ids), given);
        expect(String(refused.status)).toMatch(/^40[0134]$/);
        expect(refused.bytes.toString()).not.toContain(SECRET);
        const owners = await as('alice', 'red')(method, filled(path, ids), given);
        expect(owners.bytes.toString(), 'the owner is answered otherwise').not.toBe(refused.bytes.toString());
      });
    }
  });

  test.describe(`What a user has is not listed for ${who}`, { tag: '@own-stack' }, () => {
    for (const [path, maker] of Object.entries(LISTS)) {
      test(`GET ${path}`, async ({ alice, as, made, provider }) => {
        await provider.answers(...answers);
        const [id = ''] = Object.values(await makerOf(maker)(made(alice)));
        expect((await as('alice', 'red')('GET', path)).bytes.toString()).toContain(id);
        expect((await as(user, tenant)('GET', path)).bytes.toString()).not.toContain(id);
      });
    }
  });
}

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

test('Each operation with an id is in these tests', { tag: '@own-stack' }, async ({ as }) => {
  const { paths } = Document.parse((await as('alice', 'red')('GET', '/openapi.json')).body);
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/:\w+\}/g, '}')}`),
  );
  const covered = new Set([...Object.keys(OPERATIONS), ...Object.keys(EXCUSED)]);
  expect(served.filter((operation) => operation.includes('{') && !covered.has(operation))).toEqual([]);
});
