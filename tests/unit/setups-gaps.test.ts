import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isCapability } from '../../setups/capabilities.ts';
import { loadSetups } from '../../setups/load.ts';

const specs = path.join(import.meta.dirname, '../../e2e');

/** Whether the spec file has all titles of `<spec file> › <describe> › <title>`, as it writes them. */
function exists(name: string): boolean {
  const [spec = '', ...titles] = name.split(' › ');
  const file = path.join(specs, spec);
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  return titles.every((title) => [`'${title}'`, `"${title}"`].some((literal) => text.includes(`(${literal}`)));
}

test('every known gap names a test that exists', () => {
  const gone = loadSetups().flatMap(({ gaps }) => gaps.map(({ test }) => test).filter((name) => !exists(name)));
  assert.deepEqual(gone, []);
});

test('a gap for a test that does not exist is found', () => {
  assert.equal(exists('chat/stream.spec.ts › is never written'), false);
  assert.equal(exists('chat/nowhere.spec.ts › says why a stream ends'), false);
  assert.equal(exists('chat/stream.spec.ts › says why a stream ends'), true);
});

test('the words of capabilities are tags that a spec can carry', () => {
  assert.equal(isCapability('json-schema'), true);
  assert.equal(isCapability('toString'), false);
});
