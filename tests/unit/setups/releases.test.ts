import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadReleases, MeasuredRelease, sinceRelease, sinceText } from '../../../setups/releases.ts';

const measured = (release: string, gaps: object) =>
  MeasuredRelease.parse({ release, line: 'ogx-1.5', measured: '2026-11-28', projects: ['stack'], gaps });

const releases = [
  measured('ogx@1.10.0', { same: ['young', 'old'] }),
  measured('ogx@1.9.0', { holds: ['young'], otherwise: ['old'] }),
  measured('llama-stack@0.3.5', { holds: ['old'] }),
];
const since = (test: string) => {
  const found = sinceRelease(test, 'ogx@1.11.0', releases);
  return found && sinceText(found);
};

test('a gap is there since the release after the one in which its claim holds', () => {
  assert.equal(since('young'), 'ogx@1.10.0 (not in ogx@1.9.0)');
  assert.equal(since('old'), 'ogx@1.9.0 or earlier');
  assert.equal(since('never measured'), undefined);
});

test('the measured releases of the project can be read', () => {
  for (const { release, projects } of loadReleases()) assert.ok(release.includes('@') && projects.length > 0);
});
