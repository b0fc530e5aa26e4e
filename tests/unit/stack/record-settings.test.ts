/** What a command that a failed test is told to run begins with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordSettings } from '../../../stack/pointer/record-settings.ts';
import { recordCommand } from '../../../replay/recording/location.ts';

const cases: [Record<string, string>, string][] = [
  [{}, ''],
  [{ STACK_CONFIG: ' ' }, ''],
  [{ STACK_CONFIG: 'llama-stack-0.3' }, 'STACK_CONFIG=llama-stack-0.3 '],
  [{ LLAMA_STACK_CONFIG: 'server:ci-tests' }, 'STACK_CONFIG=server:ci-tests '],
  [{ STACK_CONFIG: 'inference=vllm?max_tokens=64' }, "STACK_CONFIG='inference=vllm?max_tokens=64' "],
  [{ STACK_CONFIG: "it's/run.yaml" }, "STACK_CONFIG='it'\\''s/run.yaml' "],
  [{ STACK_CONFIG: 'recorded' }, ''],
  [{ STACK_CONFIG: 'ogx::run-with-postgres-store.yaml' }, 'STACK_CONFIG=ogx '],
  [{ STACK_CONFIG: 'server:ci-tests::a.yaml:8321' }, 'STACK_CONFIG=server:ci-tests:8321 '],
  [{ STACK_CONFIG: 'inference=remote::openai' }, 'STACK_CONFIG=inference=remote::openai '],
  [{ STACK_CONFIG: 'recorded', RECORDINGS_LINE: 'llama-stack-0.3' }, 'STACK_CONFIG=llama-stack-0.3 '],
  [{ STACK_CONFIG: 'ogx@1.4.1', RECORDINGS_LINE: 'ogx-1.5' }, 'STACK_CONFIG=ogx-1.5 '],
];

for (const [environment, expected] of cases) {
  test(`with ${JSON.stringify(environment)} a test is recorded again by "${expected}npm run record"`, () => {
    assert.equal(recordSettings(environment), expected);
  });
}

test('the command that records a test again begins with the settings', () => {
  const name = { setup: 'gpt', spec: 'a.spec.ts', titlePath: ['t'] };
  const command = recordCommand(name, recordSettings({ STACK_CONFIG: 'llama-stack-0.3' }));
  assert.equal(command, 'STACK_CONFIG=llama-stack-0.3 npm run record -- --project=gpt a.spec.ts -g "t"');
});
