import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectsIn } from '../../../run/chosen-setups.ts';

const lines: [line: string, projects: string[] | undefined][] = [
  ['test', undefined],
  ['test e2e/chat -g --project', undefined],
  ['test --project=gpt e2e/chat', ['gpt']],
  ['test --project=gpt --project=vllm', ['gpt', 'vllm']],
  ['test --project gpt', ['gpt']],
  ['test --project gpt vllm --workers 2', ['gpt', 'vllm']],
  ['test --project gpt --project=vllm e2e/chat', ['gpt', 'vllm']],
  ['test -- --project=gpt', undefined],
  ['test --project=', ['']],
];

for (const [line, projects] of lines) {
  test(`"${line}" names ${projects?.join(' and ') ?? 'no setup'}`, () => {
    assert.deepEqual(projectsIn(line.split(' ')), projects);
  });
}
