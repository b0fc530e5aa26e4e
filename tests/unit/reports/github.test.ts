import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annotation, summary } from '../../../reports/github.ts';
import { missed, reported } from '../../builders/reported-tests.ts';

test('an annotation is at the line of the error, with line breaks and colons escaped', () => {
  const location = { file: '/project/e2e/chat/stream.spec.ts', line: 14, column: 5 };
  const failed = reported({ outcome: 'failed', title: 'a: b', errors: [{ message: 'one\ntwo 100%', location }] });
  assert.equal(
    annotation(failed, '/project'),
    '::error file=e2e/chat/stream.spec.ts,line=14,title=[ollama] a%3A b::one%0Atwo 100%25',
  );
});

test('a miss is annotated at its test, with its own text', () => {
  assert.match(annotation(missed(), '/project'), /line=12,title=.*::No recorded answer.*Why/);
});

test('the job summary has the matrix, the failures and the errors of the run', () => {
  const text = summary([reported({}, {}), missed({ title: 'a | b' })], ['The stack ended.'], 3000, '/project');
  assert.match(text, /### Failed: ogx 1\.5\.0/);
  assert.match(text, /1 passed \(0 known gaps\), 1 failed/);
  assert.match(text, /a \\\| b/);
  assert.match(text, /The stack ended\./);
  assert.match(text, /\| chat \| 1, \*\*1 failed\*\* \|/);
});

test('an error in an SDK is annotated at the test', () => {
  const location = { file: '/project/node_modules/openai/core.js', line: 400, column: 5 };
  const failed = reported({ outcome: 'failed', title: 'a', errors: [{ message: 'one', location }] });
  assert.match(annotation(failed, '/project'), /^::error file=e2e\/chat\/stream\.spec\.ts,line=12,/);
});

test('the job summary of a run that began no test has its error and no matrix', () => {
  const text = summary([], ['The stack ended.'], 3000, '/project');
  assert.match(text, /0 failed, 1 error of the run, 0 skipped/);
  assert.match(text, /```\nThe stack ended\.\n```/);
  assert.doesNotMatch(text, /surface/);
});
