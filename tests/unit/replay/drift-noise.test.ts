/** What drift forgives, and beside each what it does not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftOf } from '../../../replay/drift/drift.ts';
import type { ClientExchange, Json } from '../../../replay/recording/exchange.ts';

function call(method: string, url: string, answer: Json, body?: Json): ClientExchange {
  const [path = '', query] = url.split('?');
  return {
    request: {
      method,
      path,
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { json: body } }),
    },
    response: { status: 200, headers: { 'content-type': 'application/json' }, body: { json: answer } },
  };
}

/** Paths of what differs, or the kind of what has no partner. */
function found(recorded: ClientExchange[], live: ClientExchange[]): string[] {
  return driftOf(recorded, live).flatMap(({ kind, differences }) =>
    kind === 'changed' ? differences.map(({ path }) => path) : [kind],
  );
}

const answers = (was: Json, is: Json) => found([call('GET', '/v1/x', was)], [call('GET', '/v1/x', is)]);

test('times are noise; that there is none, or a field that only sounds like one, is not', () => {
  assert.deepEqual(answers({ created_at: 1, expires_at: 2 }, { created_at: 3, expires_at: 4 }), []);
  assert.deepEqual(answers({ created_at: 1 }, {}), ['body.created_at']);
  assert.deepEqual(answers({ created_by: 'a' }, { created_by: 'b' }), ['body.created_by']);
});

test('the last digits of a score are noise, more are not', () => {
  assert.deepEqual(answers({ score: 0.5000001 }, { score: 0.5000002 }), []);
  assert.deepEqual(answers({ score: 0.5 }, { score: 0.5001 }), ['body.score']);
});

test('the port of a loopback server is noise, its path and another host are not', () => {
  assert.deepEqual(answers('http://127.0.0.1:4001/openai/v1', 'http://127.0.0.1:4002/openai/v1'), []);
  assert.deepEqual(answers('http://127.0.0.1:4001/openai/v1', 'http://127.0.0.1:4001/openai'), ['body']);
  assert.deepEqual(answers('http://example.org:4001/', 'http://example.org:4002/'), ['body']);
});

test('the folder of a launch is noise, what is in it and another folder are not', () => {
  assert.deepEqual(answers('/tmp/e2e-stack-q1X1x5/files', '/var/folders/x/e2e-stack-NDT4XM/files'), []);
  assert.deepEqual(answers('/tmp/e2e-stack-q1X1x5/files', '/tmp/e2e-stack-NDT4XM/sqlite'), ['body']);
  assert.deepEqual(answers('/tmp/one/files', '/tmp/two/files'), ['body']);
});

test('the rest of an id that a validator cut is noise, its kind and the text around it are not', () => {
  const cut = (id: string, version = 1) => `input_value={'prompt_id': '${id}...on': ${version}}`;
  assert.deepEqual(answers(cut('pmpt_fc253'), cut('pmpt_9f30f')), []);
  assert.deepEqual(answers(cut('pmpt_fc253'), cut('file_9f30f')), ['body']);
  assert.deepEqual(answers(cut('pmpt_fc253'), cut('pmpt_9f30f', 2)), ['body']);
  assert.deepEqual(answers('a_0123 and more', 'a_4567 and more'), ['body']);
});

const digits = (start: string) => start.padEnd(24, '0');

test('the short ids that the stack mints are bound, other words of that length are compared', () => {
  for (const kind of ['batch_', 'msgbatch_', 'msg_', 'resp_', 'cmp_', 'toolu_']) {
    const of = (id: string, again = id) => [
      call('POST', '/v1/x', { id }),
      call('GET', `/v1/x/${again}`, { id: again }),
    ];
    assert.deepEqual(found(of(kind + digits('a')), of(kind + digits('b'))), []);
    assert.notDeepEqual(found(of(kind + digits('a')), of(kind + digits('b'), kind + digits('c'))), []);
  }
  assert.deepEqual(answers(`call_${digits('a')}`, `call_${digits('b')}`), ['body']);
});

const file = (n: number): string => `file-${String(n).padStart(32, '0')}`;
const upload = (n: number) => call('POST', '/v1/files', { id: file(n), bytes: 1 }, { name: 'x' });
const page = (query: string, ids: number[], more: Json, bytes = 1) =>
  call('GET', `/v1/files${query}`, {
    data: ids.map((n) => ({ id: file(n), bytes })),
    has_more: more,
    first_id: file(ids[0] ?? 0),
    last_id: file(ids.at(-1) ?? 0),
  });

test('other tests’ objects in a shared list, and where a page of it ends, are noise', () => {
  const recorded = [upload(1), upload(2), page('?limit=2', [2, 1], false)];
  assert.deepEqual(found(recorded, [upload(11), upload(12), page('?limit=2', [12, 99], true)]), []);
  assert.deepEqual(found(recorded, [upload(11), upload(12), page('?limit=2', [98, 99], true)]), []);
});

test('how many pages a shared list takes, and after whose object it goes on, is noise', () => {
  const recorded = [upload(1), page('?limit=2', [7, 8], true), page(`?limit=2&after=${file(8)}`, [1], false)];
  const more = [
    upload(11),
    page('?limit=2', [17, 18], true),
    page(`?limit=2&after=${file(18)}`, [19, 11], true),
    page(`?limit=2&after=${file(11)}`, [20], false),
  ];
  assert.deepEqual(found(recorded, more), []);
});

test('another test’s object that a short page showed is not taken for an own one afterwards', () => {
  const listed = (id: number, foreign: number[]) => [
    upload(id),
    page('?limit=1', [foreign[0] ?? 0], true),
    page('?limit=100', [id, ...foreign], false),
  ];
  assert.deepEqual(found(listed(1, [7]), listed(11, [17, 18])), []);
  assert.deepEqual(found(listed(1, [7]), listed(11, [17]).with(2, page('?limit=100', [17], false))), ['body.data[0]']);
});

test('in a shared list an own object that looks otherwise, or that the whole list lacks, is drift', () => {
  const recorded = [upload(1), page('', [1, 5], false)];
  assert.deepEqual(found(recorded, [upload(11), page('', [15, 11], false, 2)]), ['body.data[0].bytes']);
  assert.deepEqual(found(recorded, [upload(11), page('', [15], false)]), ['body.data[0]']);
});

test('a field around a shared list that is gone or of another kind, and another limit, are drift', () => {
  const recorded = [upload(1), page('?limit=2', [1], false)];
  assert.deepEqual(found(recorded, [upload(11), page('?limit=2', [11], 'no')]), ['body.has_more']);
  const bare = call('GET', '/v1/files?limit=2', { data: [{ id: file(11), bytes: 1 }], has_more: false });
  assert.deepEqual(found(recorded, [upload(11), bare]).sort(), ['body.first_id', 'body.last_id']);
  assert.deepEqual(found(recorded, [upload(11), page('?limit=3', [11], false)]), ['not recorded', 'not made']);
});

test('a list whose JSON is kept as text is no other list', () => {
  const asText = ({ request, response }: ClientExchange): ClientExchange => {
    const text = JSON.stringify(response.body && 'json' in response.body ? response.body.json : null);
    return { request, response: { ...response, body: { text: ` ${text}` } } };
  };
  const recorded = [upload(1), page('', [1], false)];
  const live = [upload(11), page('', [15, 11], false)].map(asText);
  assert.deepEqual(found(recorded, live), []);
  assert.deepEqual(found(recorded, [upload(11), page('', [11], false, 2)].map(asText)), ['body.data[0].bytes']);
});

test('which file of a store comes first, and so ends a page, is noise; a file that is missing is not', () => {
  const STORE = '/v1/vector_stores/vs_0123/files';
  const list = (query: string, ids: number[], has_more: boolean) =>
    call('GET', STORE + query, { data: ids.map((n) => ({ id: file(n) })), has_more });
  const pages = (a: number, b: number) => [
    upload(1),
    upload(2),
    list('?limit=1', [a], true),
    list(`?limit=1&after=${file(a)}`, [b], false),
  ];
  assert.deepEqual(found(pages(1, 2), pages(2, 1)), []);
  assert.deepEqual(found([upload(1), list('', [1], false)], [upload(1), list('', [], false)]), ['body.data[0]']);
});

test('the order of a batch’s results is noise; their number, names and values are not', () => {
  const results = (...lines: Json[]): ClientExchange[] => {
    const { request, response } = call('GET', '/v1/messages/batches/b/results', null);
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    return [{ request, response: { ...response, body: { text } } }];
  };
  const [one, two] = [
    { custom_id: 'one', result: 1 },
    { custom_id: 'two', result: 2 },
  ];
  assert.deepEqual(found(results(one, two), results(two, one)), []);
  assert.deepEqual(found(results(one, two), results(two)), ['body']);
  assert.deepEqual(found(results(one, two), results(two, { ...one, result: 3 })), ['body[0].result']);
  assert.deepEqual(found(results({ a: 1 }, { a: 2 }), results({ a: 2 }, { a: 1 })), ['body[0].a', 'body[1].a']);
});
