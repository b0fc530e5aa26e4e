import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobsOf } from '../../scripts/github/matrix.ts';
import { lineOf, newestOf } from '../../scripts/github/newest-release.ts';
import { loadSuites, specsOf, specsOfFolder } from '../../setups/suites.ts';

const distributions = [{ name: 'new', line: 'new-1.5', version: '1.5.0' }];

test('a job for each setup with recordings, and shards where there are many', () => {
  const jobs = jobsOf(
    [
      { line: 'new-1.5', setup: 'a', tests: 10 },
      { line: 'new-1.5', setup: 'b', tests: 11 },
      { line: 'new-1.5', setup: 'empty', tests: 0 },
      { line: 'gone-0.1', setup: 'a', tests: 5 },
    ],
    distributions,
    10,
  );
  assert.deepEqual(
    jobs.map(({ name, id, stack, shard }) => [name, id, stack, shard]),
    [
      ['new-1.5 a', 'new-1.5-a-1', 'new@1.5.0', '1/1'],
      ['new-1.5 b 1/2', 'new-1.5-b-1', 'new@1.5.0', '1/2'],
      ['new-1.5 b 2/2', 'new-1.5-b-2', 'new@1.5.0', '2/2'],
    ],
  );
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
