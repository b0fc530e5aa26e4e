/** What a command line selects, and how many workers that is worth. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectionIn } from '../../../run/selection.ts';

const named: [line: string, projects: string[] | undefined][] = [
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

for (const [line, projects] of named) {
  test(`"${line}" names ${projects?.join(' and ') ?? 'no setup'}`, () => {
    assert.deepEqual(selectionIn(line.split(' ')).projects, projects);
  });
}

test('what no option takes is a file', () => {
  const files = (line: string) => selectionIn(line.split(' ')).files;
  assert.deepEqual(files('e2e/chat --workers 2 -g stops --reporter dot -x e2e/files --quiet'), [
    'e2e/chat',
    'e2e/files',
  ]);
  assert.deepEqual(files('--project gpt vllm --headed e2e/chat'), ['e2e/chat']);
  assert.deepEqual(files('-c other.config.ts -j 4 --repeat-each=2 --shard 1/3 a.spec.ts:12'), ['a.spec.ts:12']);
});

test('titles, shards and repeats are read as Playwright reads them', () => {
  const { grep, grepInvert, shards, repeats } = selectionIn([
    '-g',
    'a b',
    '-G',
    'c',
    '--shard=2/3',
    '--repeat-each',
    '4',
  ]);
  assert.deepEqual({ grep, grepInvert, shards, repeats }, { grep: 'a b', grepInvert: 'c', shards: 3, repeats: 4 });
  const without = selectionIn([]);
  assert.deepEqual([without.grep, without.shards, without.repeats], [undefined, 1, 1]);
  assert.equal(selectionIn(['--shard=x']).shards, 1);
});
