/** What a command that a failed test is told to run begins with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordSettings } from '../../../stack/pointer/record-settings.ts';
import { recordCommand } from '../../../replay/recording/location.ts';

const cases: [pointer: string | undefined, line: string | undefined, expected: string][] = [
  [undefined, undefined, ''],
  [' ', undefined, ''],
  ['llama-stack-0.3', undefined, 'STACK_CONFIG=llama-stack-0.3 '],
  ['server:ci-tests', undefined, 'STACK_CONFIG=server:ci-tests '],
  ['inference=vllm?max_tokens=64', undefined, "STACK_CONFIG='inference=vllm?max_tokens=64' "],
  ["it's/run.yaml", undefined, "STACK_CONFIG='it'\\''s/run.yaml' "],
  ['recorded', undefined, ''],
  ['ogx::run-with-postgres-store.yaml', undefined, 'STACK_CONFIG=ogx '],
  ['server:ci-tests::a.yaml:8321', undefined, 'STACK_CONFIG=server:ci-tests:8321 '],
  ['inference=remote::openai', undefined, 'STACK_CONFIG=inference=remote::openai '],
  ['recorded', 'llama-stack-0.3', 'STACK_CONFIG=llama-stack-0.3 '],
  ['ogx@1.4.1', 'ogx-1.5', 'STACK_CONFIG=ogx-1.5 '],
];

for (const [pointer, line, expected] of cases) {
  test(`with ${pointer} on the recordings of ${line ?? 'its own line'} a test is recorded again by "${expected}npm run record"`, () => {
    assert.equal(recordSettings(pointer, line), expected);
  });
}

test('the command that records a test again begins with the settings', () => {
  const name = { setup: 'gpt', spec: 'a.spec.ts', titlePath: ['t'] };
  const command = recordCommand(name, recordSettings('llama-stack-0.3', undefined));
  assert.equal(command, 'STACK_CONFIG=llama-stack-0.3 npm run record -- --project=gpt a.spec.ts -g "t"');
});
