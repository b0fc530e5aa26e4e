import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { jobsOf, testsIn } from '../../../scripts/github/matrix.ts';
import { lineOf, newestOf } from '../../../scripts/github/newest-release.ts';
import { loadSetups } from '../../../setups/load.ts';
import { loadSuites, specsOf, specsOfFolder } from '../../../setups/suites.ts';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';

test('a job for each setup that a line is recorded under, also without recordings, and shards where there are many', () => {
  const tests: Record<string, number> = { 'new-1.5 a': 10, 'new-1.5 b': 11, 'old-0.3 a': 5, 'old-0.3 b': 5 };
  const jobs = jobsOf(
    [
      { name: 'new', line: 'new-1.5', version: '1.5.0', recorded: ['a', 'b', 'fresh'] },
      { name: 'old', line: 'old-0.3', version: '0.3.5', recorded: ['a'] },
    ],
    (line, setup) => tests[`${line} ${setup}`] ?? 0,
    10,
  );
  assert.deepEqual(
    jobs.map(({ name, id, stack, shard }) => [name, id, stack, shard]),
    [
      ['new-1.5 a', 'new-1.5-a-1', 'new@1.5.0', '1/1'],
      ['new-1.5 b 1/2', 'new-1.5-b-1', 'new@1.5.0', '1/2'],
      ['new-1.5 b 2/2', 'new-1.5-b-2', 'new@1.5.0', '2/2'],
      ['new-1.5 fresh', 'new-1.5-fresh-1', 'new@1.5.0', '1/1'],
      ['old-0.3 a', 'old-0.3-a-1', 'old@0.3.5', '1/1'],
    ],
  );
});

test('every recording of a test is counted, with provider answers or without', () => {
  const folder = mkdtempSync(join(tmpdir(), 'matrix-'));
  for (const file of ['a.spec.ts/t/stack.json', 'a.spec.ts/t/providers.json', 'b/c.spec.ts/t/stack.json']) {
    mkdirSync(join(folder, 'line-1/ollama', dirname(file)), { recursive: true });
    writeFileSync(join(folder, 'line-1/ollama', file), '{}');
  }
  assert.deepEqual([testsIn(folder)('line-1', 'ollama'), testsIn(folder)('line-1', 'gpt')], [2, 0]);
  rmSync(folder, { recursive: true });
});

test('a line is recorded under setups that there are, with recordings of their own, and the tests without a provider', () => {
  const setups = loadSetups();
  for (const { line, recorded } of loadDistributions()) {
    assert.ok(recorded.includes('stack'), line);
    for (const name of recorded) assert.equal(setups.find((setup) => setup.name === name)?.recordings, name, line);
  }
});

test('the default line is recorded under all setups that run by default', () => {
  const [first] = loadDistributions();
  const missing = loadSetups().filter((setup) => setup.default && !first?.recorded.includes(setup.name));
  assert.deepEqual(missing, []);
});

test('the newest release is the first that pip names', () => {
  assert.equal(newestOf('ogx (1.6.0)\nAvailable versions: 1.6.0, 1.5.0\n', 'ogx'), '1.6.0');
  assert.throws(() => newestOf('ERROR: none\n', 'ogx'), /pip names no release of ogx/);
  assert.equal(lineOf('ogx', '1.10.2'), 'ogx-1.10');
});

test('a new folder belongs to the suite base, and to no other', () => {
  const { suites } = loadSuites();
  const folders = ['chat', 'brand-new', 'responses'];
  const having = Object.entries(suites).filter(([, suite]) => specsOf(suite, folders)?.specs.includes('brand-new'));
  assert.deepEqual(
    having.map(([name]) => name),
    ['base'],
  );
});

test('a folder of the reference is understood, and one of ours', () => {
  const all = loadSuites();
  assert.deepEqual(specsOfFolder('inference', all, ['chat', 'models']), { specs: ['chat', 'models'], tags: [] });
  assert.deepEqual(specsOfFolder('brand-new', all, ['brand-new']), { specs: ['brand-new'], tags: [] });
  assert.deepEqual(specsOfFolder('batches', all, ['chat']), { needs: 'specs in e2e/batches' });
  assert.equal(specsOfFolder('nothing', all, ['chat']), undefined);
});
