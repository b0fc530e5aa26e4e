import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskFault } from '../../../errors/disk.ts';
import { faultText } from '../../../errors/fault.ts';

const cache = { name: 'cache folder', path: '/c/cache', variable: 'E2E_CACHE' };

function told(code: string, path: string): string | undefined {
  const parts = diskFault(Object.assign(new Error(`${code}: no`), { code, path }), [cache]);
  return parts && faultText(parts);
}

test('a folder that a setting moves is named with it', () => {
  assert.equal(
    told('ENOSPC', '/c/cache/running/1.json'),
    'The cache folder /c/cache cannot be written to.\nIts disk is full.\nMake room, or set E2E_CACHE to a folder on a larger disk.',
  );
  assert.equal(
    told('EROFS', '/c/cache'),
    'The cache folder /c/cache cannot be written to.\nIt is on a disk that is mounted read-only.\nSet E2E_CACHE to a folder that you may write to.',
  );
});

test('any other is named by its path', () => {
  assert.equal(
    told('EACCES', '/c/cache-of-another/x'),
    '/c/cache-of-another/x cannot be written.\nThis user may not write there.\nMake it writable, or remove what stands in its place.',
  );
});

test('an error of something else is none of the disk', () => {
  assert.equal(told('ECONNREFUSED', '/c/cache'), undefined);
  assert.equal(diskFault(new Error('x'), [cache]), undefined);
  assert.equal(diskFault('x', [cache]), undefined);
});
