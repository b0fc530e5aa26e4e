import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftOf } from '../../../replay/drift/drift.ts';
import type { ClientExchange, Json } from '../../../replay/recording/exchange.ts';
import { ownItems } from '../../../replay/drift/own-items.ts';
import { collapsePolls } from '../../../replay/drift/polls.ts';
import { RecordedStack } from '../../../replay/client/recorded-stack.ts';
import type { Outbound } from '../../../replay/client/transport.ts';

const FILE_A = 'file-0123456789abcdef0123456789abcdef';
const FILE_X = 'file-ffffffffffffffffffffffffffffffff';

function call(method: string, path: string, answer: Json, body?: Json): ClientExchange {
  return {
    request: { method, path, ...(body === undefined ? {} : { body: { json: body } }) },
    response: { status: 200, headers: { 'content-type': 'application/json' }, body: { json: answer } },
  };
}

const read = (state: string): ClientExchange => call('GET', '/v1/x/1', { state });

test('of equal reads that follow each other the last is kept, and positions follow', () => {
  const start = call('POST', '/v1/x', {});
  const { calls, position } = collapsePolls([start, read('a'), null, read('b'), read('c'), start, read('d')]);
  assert.deepEqual(calls, [start, read('c'), start, read('d')]);
  assert.deepEqual(position, [1, 2, undefined, 2, 2, 3, 4]);
});

test('equal calls that may change something are all kept', () => {
  const [first, second] = [call('POST', '/v1/x', { n: 1 }), call('POST', '/v1/x', { n: 2 })];
  assert.deepEqual(collapsePolls([first, second]), { calls: [first, second], position: [1, 2] });
  const deleted = call('DELETE', '/v1/x/1', {});
  assert.deepEqual(collapsePolls([read('a'), deleted]), { calls: [read('a'), deleted], position: [1, 2] });
});

test('of a shared list only the items stay whose ids the attempt has met', () => {
  const upload = call('POST', '/v1/files', { id: FILE_A });
  const data = [{ id: FILE_X }, { id: FILE_A }, { id: FILE_X }];
  const list = call('GET', '/v1/files', { data, first_id: FILE_X, last_id: FILE_X });
  const [, own, again] = ownItems([upload, list, list]);
  const expected = { json: { data: [{ id: FILE_A }], first_id: FILE_A, last_id: FILE_A } };
  assert.deepEqual(own?.response.body, expected);
  assert.deepEqual(again?.response.body, expected);
});

test('a page of a shared list that is so short that a test asked for it stays as it is', () => {
  const x = { id: FILE_X };
  for (const data of [[x], [x, x]]) {
    const page = call('GET', '/v1/files', { data, first_id: FILE_X, last_id: FILE_X });
    assert.deepEqual(ownItems([page]), [page]);
  }
});

test('a shared list without own items keeps its form, and names no item of another test', () => {
  const x = { id: FILE_X };
  const list = (data: Json[], end: string | null) => call('GET', '/v1/files', { data, first_id: end, last_id: end });
  assert.deepEqual(ownItems([list([x, x, x], FILE_X)]), [list([], null)]);
});

test('a list of what belongs to the server stays whole, and so does what only looks like a shared list', () => {
  const models = call('GET', '/v1/models', { data: [{ id: 'ollama/m' }] });
  assert.deepEqual(ownItems([models]), [models]);
  const data = [{ id: FILE_X }, { id: FILE_X }, { id: FILE_X }];
  for (const kept of [call('POST', '/v1/files', { data }), call('GET', '/v1/shields', { data })])
    assert.deepEqual(ownItems([kept]), [kept]);
});

test('the same answers under other ids and at other times are no drift', () => {
  const of = (id: string, created_at: number): ClientExchange[] => [
    call('POST', '/v1/files', { id, created_at }),
    call('GET', `/v1/files/${id}`, { id, created_at, bytes: 5 }),
  ];
  assert.deepEqual(driftOf(of(FILE_A, 1), of(FILE_X, 2)), []);
});

test('a value, a field, a status, an event that changed is drift, with its path and both values', () => {
  const recorded = call('POST', '/v1/x', { a: 1, b: [1] });
  const [drift] = driftOf([recorded], [call('POST', '/v1/x', { a: 2, b: [1], c: true })]);
  assert.deepEqual(drift, {
    title: 'POST /v1/x',
    kind: 'changed',
    differences: [
      { path: 'body.a', recorded: 1, live: 2 },
      { path: 'body.c', recorded: undefined, live: true },
    ],
  });
  const failed: ClientExchange = { ...recorded, response: { ...recorded.response, status: 500 } };
  assert.deepEqual(driftOf([recorded], [failed])[0]?.differences, [{ path: 'status', recorded: 200, live: 500 }]);
  const plain = { ...recorded, response: { ...recorded.response, headers: { 'content-type': 'text/plain' } } };
  assert.equal(driftOf([recorded], [plain])[0]?.differences[0]?.path, 'headers.content-type');
  const other: ClientExchange = { ...failed, response: { ...failed.response, body: { json: { detail: 'no' } } } };
  assert.deepEqual(driftOf([recorded], [other])[0]?.differences, [
    { path: 'status', recorded: 200, live: 500 },
    { path: 'body', recorded: { a: 1, b: [1] }, live: { detail: 'no' } },
  ]);
});

test('an id that stands for two others is drift', () => {
  const of = (a: string, b: string): ClientExchange[] => [call('GET', '/v1/x', [a, b])];
  assert.equal(driftOf(of(FILE_A, FILE_A), of(FILE_A, FILE_X)).length, 1);
});

test('calls are aligned by what they ask: one more and one less are told, and the rest is compared', () => {
  const [a, b, c] = ['/v1/a', '/v1/b', '/v1/c'].map((path) => call('POST', path, 1));
  assert.ok(a && b && c);
  const kinds = driftOf([a, b], [a, c, b]).map(({ title, kind }) => [title, kind]);
  assert.deepEqual(kinds, [['POST /v1/c', 'not recorded']]);
  assert.deepEqual(
    driftOf([a, b], [b]).map(({ title, kind }) => [title, kind]),
    [['POST /v1/a', 'not made']],
  );
});

test('of a test that did not run to its end no call is missing, and what was answered is compared all the same', () => {
  const [a, b, c] = ['/v1/a', '/v1/b', '/v1/c'].map((path) => call('POST', path, 1));
  assert.ok(a && b && c);
  assert.deepEqual(driftOf([a, b, c], [a, c], false), []);
  assert.deepEqual(driftOf([a, b, c], [a], false), []);
  assert.equal(driftOf([a, b, c], [call('POST', '/v1/a', 2)], false).length, 1);
});

test('an id that the stack streams in pieces is no drift', () => {
  const of = (id: string): ClientExchange[] => [
    call('POST', '/v1/files', { id }),
    {
      request: { method: 'POST', path: '/v1/responses' },
      response: {
        status: 200,
        headers: {},
        events: [id.slice(0, 9), id.slice(9)].map((delta) => ({ data: { type: 'response.output_text.delta', delta } })),
      },
    },
  ];
  assert.deepEqual(driftOf(of(FILE_A), of(FILE_X)), []);
});

function outbound(method: string, path: string, body?: Json): Outbound {
  const asked = { method, path, ...(body === undefined ? {} : { body: { json: body } }) };
  const url = new URL(`http://recorded.invalid${path}`);
  return { url, method, headers: {}, bytes: Buffer.alloc(0), asked, signal: new AbortController().signal };
}

async function textOf(stack: RecordedStack, call: Outbound): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await stack.transport(call)).body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const context = { test: 'a test', fix: 'npm run record' };

test('a recorded stack answers what was asked, an equal read again as often as it comes, and nothing else', async () => {
  const stack = new RecordedStack([call('POST', '/v1/x', { id: 1 }, { q: 1 }), read('done')], context);
  assert.equal(await textOf(stack, outbound('POST', '/v1/x', { q: 1 })), '{"id":1}');
  for (const _ of [1, 2, 3]) assert.equal(await textOf(stack, outbound('GET', '/v1/x/1')), '{"state":"done"}');
  assert.deepEqual(stack.problems, []);
  assert.deepEqual(stack.leftovers(), []);
  await assert.rejects(
    stack.transport(outbound('POST', '/v1/x', { q: 1 })),
    /the spec asked the stack for POST[^]*used up/,
  );
  assert.deepEqual(
    stack.problems.map(({ kind }) => kind),
    ['miss'],
  );
});

test('a read that is made once more is answered again, though the next recorded one is of the same path', async () => {
  const page = (query: string, answer: Json): ClientExchange => {
    const { request, response } = call('GET', '/v1/files', answer);
    return { request: { ...request, query }, response };
  };
  const stack = new RecordedStack([page('limit=1', 'first'), page('limit=1&after=x', 'second')], context);
  const ask = (query: string) => textOf(stack, withQuery(outbound('GET', '/v1/files'), query));
  assert.equal(await ask('limit=1'), '"first"');
  assert.equal(await ask('limit=1'), '"first"');
  assert.equal(await ask('limit=1&after=x'), '"second"');
  assert.deepEqual([stack.problems, stack.leftovers()], [[], []]);
});

function withQuery(call: Outbound, query: string): Outbound {
  return { ...call, asked: { ...call.asked, query } };
}

test('who polls a recorded stack without a pause leaves a timer its turn', async () => {
  const stack = new RecordedStack([read('never done')], context);
  const timer = AbortSignal.timeout(1);
  // Bounded, so that a failure is told and does not hang.
  for (let asked = 0; !timer.aborted && asked < 200_000; asked++) await stack.transport(outbound('GET', '/v1/x/1'));
  assert.ok(timer.aborted);
});

test('a changed request is a miss of a recorded stack, and an unused call a leftover', async () => {
  const stack = new RecordedStack([call('POST', '/v1/x', {}, { q: 1 })], context);
  await assert.rejects(stack.transport(outbound('POST', '/v1/x', { q: 2 })), /body\.q: recorded 1, now 2/);
  assert.match(stack.leftovers()[0]?.text ?? '', /number 1 of "a test", POST \/v1\/x/);
});
