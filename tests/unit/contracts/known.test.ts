import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../contracts/contract.ts';
import { knownFile, knownIn, knownKeys } from '../../../contracts/known.ts';

const finding = (at: string, path: string, more: Partial<Finding> = {}): Finding => ({
  contract: 'openai',
  at,
  path,
  shown: path,
  rule: 'missing',
  place: 'Usage.total',
  detail: 'is missing, and is required',
  source: 'the types of openai 1.0: Usage.total',
  ...more,
});

test('findings of one place of a contract are one entry, with their paths by operation', () => {
  const findings = [finding('POST /v1/b', 'usage.total'), finding('GET /v1/b', 'data[].usage.total')];
  assert.deepEqual(knownFile([...findings, finding('GET /v1/b', 'usage.total')], []), [
    {
      contract: 'openai',
      says: 'Usage.total',
      rule: 'missing',
      at: { 'GET /v1/b': ['data[].usage.total', 'usage.total'], 'POST /v1/b': ['usage.total'] },
    },
  ]);
});

test('what was said of an entry stays when the file is written anew', () => {
  const before = knownFile([finding('POST /v1/b', 'usage.total')], []).map((each) => ({ ...each, why: 'So.' }));
  const [again] = knownFile([finding('POST /v1/b', 'usage.total'), finding('GET /v1/b', 'usage.total')], before);
  assert.equal(again?.why, 'So.');
});

test('a finding that is not met any more leaves the file, but a passing one stays', () => {
  const before = knownFile([finding('POST /v1/b', 'usage.total')], []);
  assert.deepEqual(knownFile([], before), []);
  const passing = before.map((each) => ({ ...each, passing: true as const }));
  assert.deepEqual(knownFile([], passing), passing);
  assert.deepEqual(knownFile([finding('POST /v1/b', 'usage.total')], passing), passing);
});

test('the same path broken by another rule, or of another operation, is another finding', () => {
  const keys = knownKeys(knownFile([finding('POST /v1/b', 'usage.total')], []));
  assert.deepEqual([...keys], [['openai | POST /v1/b | usage.total | missing', { passing: false }]]);
});

test('of what a list has, which may be another test’s, it is enough that the same place is known elsewhere', () => {
  const isKnown = knownIn([knownFile([finding('POST /v1/b', 'usage.total')], [])]);
  assert.equal(isKnown(finding('GET /v1/b', 'data[].usage.total')), true);
  assert.equal(isKnown(finding('GET /v1/b', 'data[].usage.total', { rule: 'null' })), false);
  assert.equal(isKnown(finding('GET /v1/b', 'data[].usage.input', { place: 'Usage.input' })), false);
  assert.equal(isKnown(finding('GET /v1/b/{id}', 'data[].usage.total')), false);
});
