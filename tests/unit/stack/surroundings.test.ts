/** Small facts about cache, tokenizer, fingerprint and processes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheFolder } from '../../../stack/process/cache.ts';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';
import { differences } from '../../../stack/launch/fingerprint.ts';
import { identify, lives } from '../../../stack/process/process-identity.ts';
import { tiktokenFile } from '../../../stack/python/tokenizer.ts';

test('the cache folder is E2E_CACHE, else below the platform’s', () => {
  assert.equal(cacheFolder({ E2E_CACHE: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' }, 'linux'), '/c');
  assert.equal(cacheFolder({ XDG_CACHE_HOME: '/x', HOME: '/h' }, 'darwin'), '/x/llama-stack-e2e');
  assert.equal(cacheFolder({ HOME: '/h' }, 'linux'), '/h/.cache/llama-stack-e2e');
  assert.equal(cacheFolder({ HOME: '/h' }, 'darwin'), '/h/Library/Caches/llama-stack-e2e');
});

test('the tokenizer file is unpacked by rank', () => {
  assert.equal(tiktokenFile('! 2 c d\n! 0 a b').toString(), 'a 0\nb 1\nc 2\nd 3\n');
});

test('fingerprints differ by name, also in parts that only one has', () => {
  assert.deepEqual(differences({ a: '1', b: '1', c: '1' }, { a: '1', b: '2', d: '1' }), ['b', 'c', 'd']);
});

test('a process is known by pid and start', () => {
  const me = identify(process.pid);
  assert(me && lives(me));
  assert.equal(lives({ ...me, started: `${me.started}0` }), false);
  assert.equal(identify(2 ** 22 + 1), undefined);
});

test('exactly one distribution is the default, and no name stands for two things', () => {
  const all = loadDistributions();
  assert.equal(all.filter((each) => each.default).length, 1);
  assert.equal(all[0]?.default, true);
  const names = [
    ...new Set(all.map(({ name }) => name)),
    ...all.flatMap(({ line, aliases }) => [line, ...Object.keys(aliases)]),
  ];
  assert.equal(new Set(names).size, names.length);
});
