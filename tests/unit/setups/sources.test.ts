import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { stringify } from 'yaml';
import { loadSetups } from '../../../setups/load.ts';
import { claimOf, loadSources, type Sources } from '../../../setups/sources.ts';
import { isAbout } from '../../../setups/test-names.ts';

interface GapName {
  test: string;
  except?: string[] | undefined;
}

/** What is wrong between gaps and sources, as sentences. */
function faultsOf(gaps: readonly GapName[], sources: Sources): string[] {
  const { documents, claims, unsourced } = sources;
  const named = claims.flatMap(({ tests }) => tests);
  const hasGap = (name: string) => gaps.some((gap) => isAbout({ test: name }, gap.test) || isAbout(gap, name));
  return [
    ...gaps
      .filter((gap) => claimOf(sources, gap.test) === undefined && !unsourced.includes(gap.test))
      .map((gap) => `the gap of "${gap.test}" has no source`),
    ...[...named, ...unsourced].filter((name) => !hasGap(name)).map((name) => `"${name}" has no gap`),
    ...unsourced.filter((name) => claimOf(sources, name)).map((name) => `"${name}" has a source`),
    ...[...named, ...unsourced]
      .filter((name, at, all) => all.indexOf(name) !== at)
      .map((name) => `"${name}" is there twice`),
    ...Object.keys(documents)
      .filter((document) => !claims.some(({ source }) => source.startsWith(`${document}: `)))
      .map((document) => `nothing is from ${document}`),
  ];
}

test('every gap has a source, and every source a gap', () => {
  const gaps = new Map(loadSetups().flatMap((setup) => setup.gaps.map((gap) => [gap.test, gap])));
  assert.deepEqual(faultsOf([...gaps.values()], loadSources()), []);
});

const sources: Sources = {
  documents: { 'OpenAI OpenAPI': 'https://example.org' },
  claims: [
    { source: 'OpenAI OpenAPI: Batch.id', tests: ['chat/*', 'chat/a.spec.ts › one'] },
    { source: 'OpenAI OpenAPI: Batch', tests: ['chat/a.spec.ts › *'], issue: 'https://example.org/1' },
  ],
  unsourced: [],
};

test('the claim of a test is the one that says most of its name', () => {
  const sourceOf = (name: string) => claimOf(sources, name)?.source;
  assert.equal(sourceOf('chat/a.spec.ts › one'), 'OpenAI OpenAPI: Batch.id');
  assert.equal(sourceOf('chat/a.spec.ts › two'), 'OpenAI OpenAPI: Batch');
  assert.equal(sourceOf('chat/b.spec.ts › two'), 'OpenAI OpenAPI: Batch.id');
  assert.equal(sourceOf('chat/a.spec.ts › *'), 'OpenAI OpenAPI: Batch');
  assert.equal(sourceOf('files/a.spec.ts › one'), undefined);
});

const gaps = [{ test: 'chat/*' }, { test: 'chat/a.spec.ts › one' }];

test('gaps and sources that fit have no fault', () => {
  assert.deepEqual(faultsOf(gaps, sources), []);
});

const faulty: [what: string, GapName[], Partial<Sources>, fault: string][] = [
  ['a gap without source', [{ test: 'files/a.spec.ts › one' }], {}, 'the gap of "files/a.spec.ts › one" has no source'],
  ['a claim without gap', [], { unsourced: ['files/a.spec.ts › one'] }, '"files/a.spec.ts › one" has no gap'],
  [
    'one to be changed that has a source',
    [],
    { unsourced: ['chat/a.spec.ts › two'] },
    '"chat/a.spec.ts › two" has a source',
  ],
  ['a claim that is there twice', [], { claims: [...sources.claims, ...sources.claims] }, '"chat/*" is there twice'],
  ['a document that nothing is from', [], { documents: { ...sources.documents, MCP: 'x' } }, 'nothing is from MCP'],
];

for (const [what, more, other, fault] of faulty) {
  test(`${what} is found`, () => {
    assert.ok(faultsOf([...gaps, ...more], { ...sources, ...other }).includes(fault));
  });
}

const folder = mkdtempSync(path.join(tmpdir(), 'sources-'));
after(() => rmSync(folder, { recursive: true }));

for (const [what, claim, says] of [
  ['another document', { source: 'Hearsay: page 1', tests: ['chat/*'] }, /"Hearsay" is none of OpenAI OpenAPI/],
  ['no place', { source: 'OpenAI OpenAPI', tests: ['chat/*'] }, /a source is `<document>: <place>`/],
  ['no test', { source: 'OpenAI OpenAPI: Batch', tests: [] }, /claims\[0\]\.tests/],
  ['all tests', { source: 'OpenAI OpenAPI: Batch', tests: ['*'] }, /claims\[0\]\.tests/],
] as const) {
  test(`a claim of ${what} is refused by the file's name and the field`, () => {
    const file = path.join(folder, 'sources.yaml');
    writeFileSync(file, stringify({ documents: sources.documents, claims: [claim] }));
    assert.throws(() => loadSources(file), says);
    assert.throws(() => loadSources(file), /sources\.yaml is no valid list of sources/);
  });
}
