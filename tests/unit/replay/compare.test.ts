import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bindings, Trial } from '../../../replay/matching/bindings.ts';
import { compareRequests } from '../../../replay/matching/compare.ts';
import type { Body, FormPart, RecordedRequest } from '../../../replay/recording/exchange.ts';

const of = (body: Body, more: Partial<RecordedRequest> = {}): RecordedRequest => ({
  method: 'POST',
  path: '/v1/x',
  body,
  ...more,
});
const pathsOf = (recorded: RecordedRequest, live: RecordedRequest): string[] =>
  compareRequests(recorded, live, new Trial(new Bindings()), 8).map(({ path }) => path);

const body: Body = { json: { a: 1 } };
const part: FormPart = { name: 'file', filename: 'a.txt', type: 'text/plain', content: { text: 'hello' } };
const form = (...parts: FormPart[]) => of({ form: parts });

const differences: [what: string, recorded: RecordedRequest, live: RecordedRequest, path: string][] = [
  ['method', of(body), of(body, { method: 'PUT' }), 'method'],
  ['path', of(body), of(body, { path: '/v1/y' }), 'path'],
  ['query', of(body, { query: 'a=1' }), of(body, { query: 'a=2' }), 'query'],
  ['query on one side only', of(body), of(body, { query: 'a=1' }), 'query'],
  ['body on one side only', of(body), { method: 'POST', path: '/v1/x' }, 'body'],
  ['text', of({ text: 'a' }), of({ text: 'b' }), 'body'],
  ['bytes', of({ base64: 'AAAA' }), of({ base64: 'AAAB' }), 'body'],
  ['digest', of({ sha256: 'aa', bytes: 9 }), of({ sha256: 'ab', bytes: 9 }), 'body'],
  ['kind of body', of({ text: '1' }), of({ json: 1 }), 'body'],
  ['name of a part', form(part), form({ ...part, name: 'image' }), 'body.file.name'],
  ['file name of a part', form(part), form({ ...part, filename: 'b.txt' }), 'body.file.filename'],
  ['type of a part', form(part), form({ ...part, type: 'text/html' }), 'body.file.type'],
  ['content of a part', form(part), form({ ...part, content: { text: 'bye' } }), 'body.file'],
  ['number of parts', form(part), form(part, { name: 'more', content: { text: '' } }), 'body.more'],
];

for (const [what, recorded, live, path] of differences) {
  test(`another ${what} is a difference, and nothing else is one`, () => {
    assert.deepEqual(pathsOf(recorded, live), [path]);
    assert.deepEqual(pathsOf(recorded, recorded), []);
    assert.deepEqual(pathsOf(live, live), []);
  });
}

test('a number may be just as far off as its rule says, and no further', () => {
  const counted = (count: number) => of({ text: `{'metadata_token_count': ${count}}` });
  assert.deepEqual(pathsOf(counted(50), counted(66)), []);
  assert.deepEqual(pathsOf(counted(50), counted(34)), []);
  assert.deepEqual(pathsOf(counted(50), counted(67)), ['body']);
  assert.deepEqual(pathsOf(counted(50), counted(33)), ['body']);
});

test('of texts with ids, the stretch between two ids that differs is told', () => {
  const [one, other] = ['1', '2'].map((digit) => `file-${digit.repeat(32)}`);
  const stretches = (recorded: string, live: string) =>
    compareRequests(of({ text: recorded }), of({ text: live }), new Trial(new Bindings()), 8).map(
      ({ stretch }) => stretch,
    );
  assert.deepEqual(stretches(`see ${one} here`, `look ${one} there`), [{ recorded: 'see ', live: 'look ' }]);
  assert.deepEqual(stretches(`see ${one}`, `see ${one} and ${other}`), [{ recorded: '', live: ' and ' }]);
});
