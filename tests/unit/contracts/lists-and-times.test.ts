/** Relations between the pages of a list, between a list and what it is of, and between times and the test's own span. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brokenRelations, type Exchanged } from '../../../contracts/relations/relations.ts';
import type { ClientExchange, Json } from '../../../replay/recording/exchange.ts';

function call(operation: string, answer: Json, asked?: Json): ClientExchange {
  const [method = '', target = ''] = operation.split(' ');
  const [path = '', query] = target.split('?');
  return {
    request: {
      method,
      path,
      ...(query === undefined ? {} : { query }),
      ...(asked === undefined ? {} : { body: { json: asked } }),
    },
    response: { status: 200, headers: {}, body: { json: answer } },
  };
}

/** Where a relation of this name is broken: the number of the call, and the path. */
const found = (relation: string, exchanges: ClientExchange[], span?: Exchanged['span']) =>
  brokenRelations({ exchanges, span })
    .filter((each) => each.relation.name === relation)
    .map(({ call: of, path }) => `${of.number} ${path}`);

describe('has_more agrees with next page', () => {
  const list = '/v1/conversations/conv_1/items';
  const page = (query: string, ids: string[], more: boolean) =>
    call(`GET ${list}?${query}`, { object: 'list', data: ids.map((id) => ({ id })), has_more: more });
  const broken = (...calls: ClientExchange[]) => found('has_more agrees with next page', calls);

  test('what has more is followed by items, and the last page by none', () => {
    assert.deepEqual(broken(page('limit=1', ['a'], true), page('limit=1&after=a', ['b'], false)), []);
    assert.deepEqual(broken(page('limit=1', ['a'], false), page('limit=1&after=a', ['b'], false)), ['1 has_more']);
    assert.deepEqual(broken(page('limit=1', ['a'], true), page('limit=1&after=a', [], false)), ['1 has_more']);
  });
  test('no item comes again behind its page', () => {
    assert.deepEqual(broken(page('limit=1', ['a'], true), page('limit=2&after=a', ['a', 'b'], false)), [
      '2 data[0].id',
    ]);
  });
  test('a page under a lower limit has more', () => {
    assert.deepEqual(broken(page('', ['a', 'b'], false), page('limit=1', ['a'], true)), []);
    assert.deepEqual(broken(page('', ['a', 'b'], false), page('limit=1', ['a'], false)), ['2 has_more']);
  });
  test('another order, and a list that was changed meanwhile, say nothing', () => {
    const [first, second] = [page('limit=1', ['a'], false), page('limit=1&after=a', ['b'], false)];
    assert.deepEqual(broken(first, call(`POST ${list}`, {}), second), []);
    assert.deepEqual(broken(first, page('limit=1&after=a&order=asc', ['b'], false)), []);
    assert.deepEqual(broken(call('GET /v1/files?limit=1', { data: [{ id: 'a' }], has_more: false })), []);
  });
});

describe('a list of what is stored later', () => {
  const made = call('POST /v1/responses', { id: 'resp_1', object: 'response', status: 'completed' }, { input: 'Hi' });
  const item = { id: 'msg_1', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] };
  const look = (...data: Json[]) => call('GET /v1/responses/resp_1/input_items', { object: 'list', data });
  const broken = (...calls: ClientExchange[]) => found('references agree', [made, ...calls]);

  test('may be empty until it is filled', () => {
    assert.deepEqual(broken(look(), look(), look(item)), []);
  });
  test('that stays empty is found, and so is one that is empty again', () => {
    assert.deepEqual(broken(look(), look()), ['3 data']);
    assert.deepEqual(broken(look(item), look(), look(item)), ['3 data']);
  });
});

describe('times near now', () => {
  const span = { from: 1_000_000, to: 1_000_010 };
  const file = (created: Json) => ({ id: 'file-1', object: 'file', created_at: created });
  const broken = (...calls: ClientExchange[]) => found('times near now', calls, span);

  test('what a test makes is made while it runs', () => {
    assert.deepEqual(broken(call('POST /v1/files', file(1_000_003))), []);
    assert.deepEqual(broken(call('POST /v1/files', file(1_000_003_000))), ['1 created_at']);
    assert.deepEqual(broken(call('POST /v1/files', file(1_000_003 + 3600))), ['1 created_at']);
    assert.deepEqual(broken(call('POST /v1/files', file('1970-01-12T13:46:43Z'))), []);
    assert.deepEqual(broken(call('POST /v1/files', file('2020-01-12T13:46:43Z'))), ['1 created_at']);
  });
  test('and ends so, where it is retrieved or listed', () => {
    const batch = (ended: number) => ({ id: 'batch_1', object: 'batch', created_at: 1_000_001, completed_at: ended });
    const made = call('POST /v1/batches', batch(1_000_002));
    assert.deepEqual(broken(made, call('GET /v1/batches/batch_1', batch(1_000_500))), ['2 completed_at']);
    assert.deepEqual(broken(made, call('GET /v1/batches', { data: [batch(1_000_500)] })), ['2 data[0].completed_at']);
  });
  test('what was there before, when it expires, and recorded answers say nothing', () => {
    assert.deepEqual(broken(call('GET /v1/files/file-1', file(5))), []);
    assert.deepEqual(broken(call('POST /v1/vector_stores/vs_1', { id: 'vs_1', created_at: 5 })), []);
    assert.deepEqual(broken(call('POST /v1/files', { ...file(1_000_001), expires_at: 2_000_000 })), []);
    assert.deepEqual(found('times near now', [call('POST /v1/files', file(5))]), []);
  });
});
