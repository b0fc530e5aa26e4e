import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installFailure } from '../../../stack/python/install-failure.ts';

const told = (...lines: string[]) => installFailure({ lines, folder: '/c/environments/ogx', full: false });

test('a full disk is one, whether the installer could say so or not', () => {
  const full = /^The disk of \/c\/environments\/ogx is full\.$/;
  assert.match(told('ERROR: [Errno 28] No space left on device').why, full);
  assert.match(installFailure({ lines: [], folder: '/c/environments/ogx', full: true }).why, full);
});

test('a release that there is not is named, with the last ones that there are', () => {
  const line =
    'ERROR: Could not find a version that satisfies the requirement ogx==1.5.999 (from versions: 0.1.0, 1.3.1, 1.4.0, 1.4.1, 1.5.0)';
  const { why, fix } = told(line, 'ERROR: No matching distribution found for ogx==1.5.999');
  assert.equal(why, 'The package index has no ogx 1.5.999, but 0.1.0, 1.3.1, 1.4.0, 1.4.1, 1.5.0.');
  assert.match(fix, /^Name a release that there is\./);
  assert.match(
    told('  ╰─▶ Because there is no version of ogx==1.5.999 and you require').why,
    /has no ogx 1\.5\.999\.$/,
  );
});

test('an index that does not answer is no release that there is not', () => {
  const retrying =
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<HTTPSConnection>')'";
  const none = 'ERROR: Could not find a version that satisfies the requirement aiohttp==1 (from versions: none)';
  for (const lines of [
    [retrying, none],
    ['error: Failed to fetch', '  Caused by: dns error: failed to lookup'],
  ]) {
    assert.equal(told(...lines).why, 'The package index does not answer.');
    assert.match(told(...lines).fix, /HTTPS_PROXY[^]*STACK_CONFIG=recorded/);
  }
});

test('anything else is told by the last lines of the installer', () => {
  assert.match(told('error: Microsoft Visual C++ 14.0 is required').why, /last lines below/);
});
