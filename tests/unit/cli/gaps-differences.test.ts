import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from '../../../cli/gaps/differences.ts';
import type { Known } from '../../../cli/gaps/known-gaps.ts';
import { MeasuredRelease } from '../../../setups/releases.ts';

const recorded = (title: string) => ({ line: 'ogx-1.5', setup: 'stack', spec: 'a.spec.ts', folder: 'a', title });
const known: Known = {
  setups: [],
  sources: { documents: {}, claims: [], unsourced: [] },
  tests: ['a.spec.ts › holds', 'a.spec.ts › broke before', 'a.spec.ts › misses'].map(recorded),
  lines: [{ line: 'ogx-1.5', release: 'ogx@1.5.0' }],
  releases: [
    MeasuredRelease.parse({
      release: 'ogx@1.4.1',
      line: 'ogx-1.5',
      measured: '2026-11-28',
      projects: ['stack'],
      gaps: {},
      broken: ['a.spec.ts › broke before'],
      untold: ['a.spec.ts › misses'],
    }),
  ],
};

test('two releases differ in what only one of them breaks', () => {
  assert.deepEqual(differences('ogx@1.4.1', 'ogx@1.5.0', known), {
    first: ['a.spec.ts › broke before'],
    second: [],
    notCompared: 1,
  });
});

test('a release that was not measured is named, with the command that measures it', () => {
  assert.throws(() => differences('ogx@1.3.0', 'ogx-1.5', known), /npm run gaps -- measure ogx@1\.3\.0/);
  assert.throws(() => differences('ogx-1.5', 'ogx-9', known), /ogx-9 is no line and no release/);
});
