import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gap } from '../../../setups/gaps.ts';

const faultsOf = (statement: object): string[] => {
  const { error } = Gap.safeParse({ test: 'a.spec.ts › b', why: 'w', ...statement });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
};

for (const statement of [
  { status: 400 },
  { status: 404, error: 'Not Found', 'missing header': 'retry-after' },
  { at: 'usage', is: null },
  { is: [] },
  { in: 'received', at: '[0].id', matches: '^file-' },
  { 'missing field': 'error.code' },
  { in: 'received', item: 512 },
  { in: 'received', 'missing item': 'message' },
  { event: 'response.completed', at: 'response.output', is: [] },
  { 'missing event': 'response.output_text.done' },
]) {
  test(`a gap may state ${JSON.stringify(statement)}`, () => {
    assert.deepEqual(faultsOf(statement), []);
  });
}

for (const [statement, fault] of [
  [{}, /^test: the gap does not state what the stack does instead/],
  [{ at: 'usage' }, /^at: what is there: `is`, `matches`, `item` or `missing item`/],
  [{ at: 'usage', 'missing field': 'a' }, /^at: what is there/],
  [{ at: 'usage', is: 1, matches: '1' }, /^matches: one of is, matches is enough/],
  [{ at: 'a b', is: 1 }, /^at: a path is/],
  [{ at: 'a', matches: '(' }, /^matches: this is no regular expression/],
  [{ in: 'received', status: 400 }, /^in: what is received is told by/],
  [{ in: 'received', event: 'error', is: 1 }, /^in: what is received is told by/],
  [{ event: 'a', 'missing event': 'b' }, /^event: an event is there, or it is missing/],
  [{ status: 4 }, /^status: /],
  [{ expect: 'Received: 1' }, /^: a gap does not `expect` a part of the failure's text/],
] as const) {
  test(`a gap may not state ${JSON.stringify(statement)}`, () => {
    assert.match(faultsOf(statement)[0] ?? '', fault);
  });
}
