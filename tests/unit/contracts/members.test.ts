import assert from 'node:assert/strict';
import { test } from 'node:test';
import { membersText } from '../../../contracts/files/known-members.ts';
import { Members, membersOf, missingMembers } from '../../../contracts/members/members.ts';
import { partsOf } from '../../../contracts/members/parts.ts';
import { missingText } from '../../../contracts/members/text.ts';
import { parseYaml } from '../../../errors/yaml.ts';
import type { Json } from '../../../replay/recording/exchange.ts';
import { answered } from '../../builders/contract.ts';

const response = { id: 'resp_1', object: 'response', status: 'completed', usage: { total_tokens: 3 }, error: null };
const created = (json: Json) => answered('POST /v1/responses', { body: { json } });
const of = (...bodies: Json[]) => ({ spec: 'a.spec.ts', exchanges: bodies.map(created) });
const members = membersOf([of(response, { ...response, metadata: { a: '1' }, text: 'x' })]);
const lacking = (body: Json, spec = 'a.spec.ts') =>
  missingMembers({ spec, exchanges: [created(body)] }, members).map(
    ({ part, member, came }) => `${part.kind}: ${member} ${came}`,
  );

test('an object is known by what it says of itself, else by where it stands', () => {
  const kinds = (operation: string, json: Json) =>
    partsOf(answered(operation, { body: { json } })).map(({ kind }) => kind);
  assert.deepEqual(kinds('POST /v1/responses', { ...response, output: [{ type: 'message', role: 'user' }] }), [
    'response completed',
    'response completed usage',
    'message user',
  ]);
  assert.deepEqual(kinds('GET /v1/files', { object: 'list', data: [{ object: 'file' }] }), [
    'GET /v1/files',
    'stored file',
  ]);
  const failed = answered('GET /v1/files/file-1', { status: 404, body: { json: { detail: 'x' } } });
  assert.deepEqual(
    partsOf(failed).map(({ kind }) => kind),
    ['error 404'],
  );
  // What a client names as it likes is its own.
  assert.deepEqual(kinds('POST /v1/responses', { object: 'response', metadata: { deep: { type: 'x' } } }), [
    'response',
  ]);
});

test('an answer lacks what all recorded ones of its kind have, whether it is gone or null', () => {
  assert.deepEqual(lacking(response), []);
  const { usage: _, ...without } = response;
  assert.deepEqual(lacking(without), ['response completed: usage missing']);
  assert.deepEqual(lacking({ ...response, id: null }), ['response completed: id null']);
  assert.deepEqual(lacking({ ...response, usage: {} }), ['response completed usage: total_tokens missing']);
});

test('what only some have, what a request brings about, and another kind say nothing', () => {
  assert.deepEqual(members['response completed']?.always, ['id', 'object', 'status', 'usage']);
  assert.deepEqual(lacking({ ...response, text: null }), []);
  assert.deepEqual(lacking({ object: 'response', status: 'failed' }), []);
  assert.equal(
    membersOf([of({ object: 'x', instructions: 'y', id: '1' })])['x']?.always.includes('instructions'),
    false,
  );
});

test('what a look at work under way sees is chance; an event of it is held', () => {
  const running = { ...response, status: 'in_progress' };
  const look = answered('GET /v1/responses/resp_1', { body: { json: running } });
  assert.deepEqual(partsOf(look), []);
  const event = answered('POST /v1/responses', { events: [{ data: { type: 'response.created', response: running } }] });
  assert.ok(partsOf(event).some(({ kind }) => kind === 'response in_progress'));
});

test('what few objects lack, in few specs, is known to be missing there, and nowhere else', () => {
  const odd = { spec: 'odd.spec.ts', exchanges: [created({ ...response, usage: null })] };
  const learnt = membersOf([of(...Array.from({ length: 20 }, () => response)), odd]);
  assert.deepEqual(learnt['response completed']?.except, { usage: ['odd.spec.ts'] });
  assert.deepEqual(missingMembers(odd, learnt), []);
  assert.equal(missingMembers({ ...odd, spec: 'a.spec.ts' }, learnt).length, 1);
  assert.equal(membersOf([of(response), odd])['response completed']?.always.includes('usage'), false);
});

test('what the stack of a setup is known to leave out is not missing, in objects of that kind alone', () => {
  const body = { ...response, usage: null, text: null };
  const missing = (leavesOut: Record<string, string[]>) =>
    missingMembers(of(body), members, leavesOut).map(({ member }) => member);
  assert.deepEqual(missing({}), ['usage']);
  assert.deepEqual(missing({ 'response completed': ['usage'] }), []);
  assert.deepEqual(missing({ 'response failed': ['usage'] }), ['usage']);
});

test('of what a stack lists of all that it has, only what the test made itself is held', () => {
  const list = (...data: Json[]) => answered('GET /v1/responses', { body: { json: { object: 'list', data } } });
  const [mine, theirs] = [
    { ...response, usage: null },
    { ...response, id: 'resp_2', usage: null },
  ];
  const stored = membersOf([{ spec: 'a.spec.ts', exchanges: [list(response, { ...response, id: 'resp_2' })] }]);
  const missing = missingMembers({ spec: 'a.spec.ts', exchanges: [created(response), list(mine, theirs)] }, stored);
  assert.deepEqual(
    missing.map(({ part, member }) => `${part.path}: ${member}`),
    ['data[0]: usage'],
  );
});

test('a file of members reads as it was written', () => {
  const text = membersText('line-1', membersOf([of(response), of({ object: 'yes: no', type: 'x', '1': true })]));
  assert.deepEqual(
    Members.parse(parseYaml(text, 'file')),
    membersOf([of(response), of({ object: 'yes: no', type: 'x', '1': true })]),
  );
});

test('a person is told the place, the kind and the file', () => {
  const missing = missingMembers(of({ ...response, usage: null }), members);
  const text = missingText(missing, 'ogx-1.5', 'setups/members/ogx-1.5.yaml');
  assert.match(text, /^Missing member:[^]*usage is null \(every "response completed" has it\)/);
  assert.match(text, /setups\/members\/ogx-1\.5\.yaml lists[^]*npm run contracts -- write/);
});
