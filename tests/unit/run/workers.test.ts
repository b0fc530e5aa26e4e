import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectionIn } from '../../../run/selection.ts';
import { specTests } from '../../../run/spec-tests.ts';
import { estimatedTests, workersFor } from '../../../run/workers.ts';

const chat = `
test.describe('chat', { tag: '@tools' }, () => {
  test('answers', async ({ client }) => {
    test.skip(client === undefined, 'no client');
  });

  test.describe('streamed', () => {
    test(
      'ends once',
      { tag: ['@logprobs', '@json-schema'] },
      async () => {},
    );
  });
});

for (const size of [1, 2]) {
  test(\`takes \${size}\`, async () => {});
}

test.describe.serial('errors', () => {
  test.fail('rejects malformed JSON with 400', { tag: '@stack' }, async () => {});
});
`;

test('tests are found with the describes around them, and their tags', () => {
  assert.deepEqual(specTests(chat), [
    { name: 'chat answers @tools', tags: ['@tools'], repeated: false },
    {
      name: 'chat streamed ends once @tools @logprobs @json-schema',
      tags: ['@tools', '@logprobs', '@json-schema'],
      repeated: false,
    },
    { name: 'takes ${size}', tags: [], repeated: true },
    { name: 'errors rejects malformed JSON with 400 @stack', tags: ['@stack'], repeated: false },
  ]);
});

const files: Record<string, string> = {
  '/p/e2e/chat/chat.spec.ts': chat,
  '/p/e2e/files/files.spec.ts': "test('lists', async () => {});",
};
const projects = [
  { name: 'stack', takes: ['@stack'] },
  { name: 'ollama', leaves: ['@stack'] },
  { name: 'vllm', leaves: ['@stack'] },
];

function estimated(line: string[], of: Parameters<typeof estimatedTests>[1]['projects'] = projects): number {
  const testsOf = (file: string) => specTests(files[file] ?? '');
  return estimatedTests(selectionIn(line), { files: Object.keys(files), testsOf, projects: of });
}

test('a test counts under each project that takes it, and one in a loop several times', () => {
  // two and a loop of four under two projects, one under one, and the other file's
  assert.equal(estimated([]), 2 * (2 + 4) + 1 + 2);
  assert.equal(estimated([], projects.slice(0, 1)), 1);
});

test('a test that its project would skip counts for nothing', () => {
  assert.equal(estimated(['chat'], [{ name: 'ollama', leaves: ['@stack'], lacks: ['@logprobs'] }]), 1 + 4);
  assert.equal(estimated(['chat'], [{ name: 'ollama', leaves: ['@stack'], lacks: ['@tools'] }]), 4);
});

test('files, titles and tags select as Playwright has it', () => {
  assert.equal(estimated(['e2e/files']), 2);
  assert.equal(estimated(['FILES.spec.ts:1']), 2);
  assert.equal(estimated(['chat/chat.spec.ts:3:1', 'e2e/files']), 2 * 6 + 1 + 2);
  assert.equal(estimated(['-g', 'streamed ENDS']), 2);
  assert.equal(estimated(['-g', '/streamed ENDS/']), 0);
  assert.equal(estimated(['-g', '@tools', '-G', 'logprobs']), 2);
  assert.equal(estimated(['-g', 'ollama .*files']), 1);
  assert.equal(estimated(['-g', '(']), 0);
});

test('shards share them, and repeats take as many again', () => {
  assert.equal(estimated(['e2e/files', '--repeat-each=10', '--shard=1/3']), 7);
});

test('a handful of tests is worth one worker, and more are worth more', () => {
  const on = (processors: number) => [0, 1, 8, 12, 30, 60, 100, 600].map((tests) => workersFor(tests, processors));
  assert.deepEqual(on(2), [1, 1, 1, 1, 2, 3, 3, 9]);
  assert.deepEqual(on(8), [1, 1, 2, 2, 4, 6, 7, 19]);
});
