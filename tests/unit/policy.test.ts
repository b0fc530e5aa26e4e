import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, testName } from '../../fixtures/policy.ts';

const gap = { test: 'chat/stream.spec.ts › ends once', expect: 'two ends', why: 'it ends twice' };
const setup = { name: 'ollama', capabilities: ['json-schema' as const], gaps: [gap], lacking: [] };
const name = testName('chat/stream.spec.ts', ['ends once']);

test('a test runs that needs nothing', () => {
  assert.deepEqual(decide([], setup, 'chat/stream.spec.ts › begins', 'ogx-1.5'), { verdict: 'run' });
});

test('a test runs whose needs the setup has', () => {
  assert.deepEqual(decide(['@json-schema'], setup, 'a.spec.ts › b', 'ogx-1.5'), { verdict: 'run' });
});

test('a test is skipped for what the setup lacks, and the reason says what that is', () => {
  const decision = decide(['@json-schema', '@forced-tools'], setup, 'a.spec.ts › b', 'ogx-1.5');
  assert.equal(decision.verdict, 'skip');
  assert.match(
    decision.verdict === 'skip' ? decision.reason : '',
    /Setup ollama does not have forced-tools \(a tool call/,
  );
});

test('a test is skipped for what the line under test lacks, whatever the setup has', () => {
  const lined = { ...setup, lacking: [{ line: 'ogx-1.5', capability: 'json-schema' as const }] };
  const decision = decide(['@json-schema'], lined, name, 'ogx-1.5');
  assert.match(decision.verdict === 'skip' ? decision.reason : '', /^The line ogx-1.5 does not have json-schema \(/);
  assert.equal(decide(['@json-schema'], lined, 'a.spec.ts › b', 'llama-stack-0.3').verdict, 'run');
});

test('an unknown tag is refused with the list of valid ones', () => {
  assert.throws(
    () => decide(['@vison'], setup, 'a.spec.ts › b', 'ogx-1.5'),
    /tag @vison is unknown.*@json-schema, @logprobs/s,
  );
});

test('a known gap must fail, as it states', () => {
  assert.deepEqual(decide([], setup, name, 'ogx-1.5'), {
    verdict: 'must fail',
    expect: 'two ends',
    why: 'it ends twice',
  });
});

test('a gap of one line leaves other lines alone', () => {
  const lined = { ...setup, gaps: [{ ...gap, line: 'llama-stack-0.3' }] };
  assert.equal(decide([], lined, name, 'ogx-1.5').verdict, 'run');
  assert.equal(decide([], lined, name, 'llama-stack-0.3').verdict, 'must fail');
});

test("a setup's own gap goes before a line's", () => {
  const both = { ...setup, gaps: [gap, { ...gap, expect: 'three ends', line: 'ogx-1.5' }] };
  assert.equal(JSON.stringify(decide([], both, name, 'ogx-1.5')).includes('two ends'), true);
});

test('what the setup lacks goes before a gap', () => {
  assert.equal(decide(['@logprobs'], setup, name, 'ogx-1.5').verdict, 'skip');
});

test('a test is named by its file below e2e and its titles', () => {
  assert.equal(testName('chat/a.spec.ts', ['group', 'title']), 'chat/a.spec.ts › group › title');
});

test('a gap of many tests is one of each, as it states', () => {
  const many = { expect: '404', why: 'the routes do not exist' };
  const folder = { ...setup, gaps: [{ ...many, test: 'chat/*' }] };
  const described = { ...setup, gaps: [{ ...many, test: 'chat/stream.spec.ts › chat stream › *' }] };
  const verdicts = (of: typeof setup, tests: string[]) => tests.map((each) => decide([], of, each, 'ogx-1.5').verdict);
  assert.deepEqual(decide([], folder, name, 'ogx-1.5'), { verdict: 'must fail', ...many });
  assert.deepEqual(verdicts(folder, ['chat/in/a.spec.ts › b', 'chats/a.spec.ts › b', 'a/chat/a.spec.ts › b']), [
    'must fail',
    'run',
    'run',
  ]);
  assert.deepEqual(
    verdicts(described, [
      'chat/stream.spec.ts › chat stream › ends',
      'chat/stream.spec.ts › ends',
      'chat/stream.spec.ts › chat stream',
    ]),
    ['must fail', 'run', 'run'],
  );
});

test('a gap of one test goes before one of many, and of those the one that says most', () => {
  const gaps = ['chat/*', 'chat/stream.spec.ts › *', name].map((each) => ({ test: each, expect: each, why: 'w' }));
  const expected = (test: string) => {
    const decision = decide([], { ...setup, gaps }, test, 'ogx-1.5');
    return decision.verdict === 'must fail' ? decision.expect : decision.verdict;
  };
  assert.deepEqual([name, 'chat/stream.spec.ts › begins', 'chat/answer.spec.ts › says hello'].map(expected), [
    name,
    'chat/stream.spec.ts › *',
    'chat/*',
  ]);
});

test('what a gap of many tests leaves out must pass, unless it has a gap of its own', () => {
  const many = { test: 'chat/*', expect: '404', why: 'w', except: [name] };
  assert.equal(decide([], { ...setup, gaps: [many] }, name, 'ogx-1.5').verdict, 'run');
  assert.equal(decide([], { ...setup, gaps: [many] }, 'chat/stream.spec.ts › begins', 'ogx-1.5').verdict, 'must fail');
  assert.equal(decide([], { ...setup, gaps: [many, gap] }, name, 'ogx-1.5').verdict, 'must fail');
});
