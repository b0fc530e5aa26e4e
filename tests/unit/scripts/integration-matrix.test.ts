import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { jobsOf, recordedIn } from '../../../scripts/github/matrix.ts';
import { lineOf, newestOf } from '../../../scripts/github/newest-release.ts';
import { loadSetups } from '../../../setups/load.ts';
import { loadSuites, specsOf, specsOfFolder } from '../../../setups/suites.ts';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';

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

test('each line of one name is a job on the release that it is pinned to', () => {
  const recorded = ['old-0.3', 'old-0.7'].map((line) => ({ line, setup: 'a', tests: 1 }));
  const lines = recorded.map(({ line }) => ({ name: 'old', line, version: `${line.slice(4)}.5` }));
  assert.deepEqual(
    jobsOf(recorded, lines).map(({ name, stack }) => [name, stack]),
    [
      ['old-0.3 a', 'old@0.3.5'],
      ['old-0.7 a', 'old@0.7.5'],
    ],
  );
});

test('every line is replayed under every setup that runs by default', () => {
  const lines = loadDistributions();
  const setups = loadSetups().filter((setup) => setup.default);
  const recordings = join(import.meta.dirname, '../../../recordings');
  const names = (all: readonly { name: string }[]) => all.map(({ name }) => name);
  const recorded = recordedIn(
    recordings,
    lines.map(({ line }) => line),
    names(setups),
  );
  const jobs = jobsOf(recorded, lines, 10_000);
  assert.deepEqual(
    names(jobs),
    lines.flatMap(({ line }) => names(setups).map((setup) => `${line} ${setup}`)),
  );
});

test('a setup that is like another is no job: it has no recordings, and its stack needs a server', () => {
  const like = loadSetups().filter(({ name, recordings }) => name !== recordings);
  assert.notEqual(like.length, 0);
  const recordings = join(import.meta.dirname, '../../../recordings');
  const lines = loadDistributions().map(({ line }) => line);
  assert.deepEqual(
    recordedIn(
      recordings,
      lines,
      like.map(({ name }) => name),
    ),
    [],
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
