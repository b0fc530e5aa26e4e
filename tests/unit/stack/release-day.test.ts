import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asking, takenUntil, upTo } from '../../../stack/python/release-day.ts';

const skipped = (time: string, file: string): string =>
  `  Skipping link: Upload time ${time} not prior to 2000-01-01 00:00:00+00:00: https://index.example/packages/9c/${file} (from https://index.example/simple/ogx/) (requires-python:>=3.12)`;

const PIP = [
  'Looking in indexes: https://index.example/simple',
  skipped('2026-09-11 14:11:16.540469+00:00', 'ogx-1.4.0-py3-none-any.whl'),
  skipped('2026-10-19 15:53:42.854159+00:00', 'ogx-1.4.1.tar.gz'),
  skipped('2026-10-19 15:53:41.019140+00:00', 'ogx-1.4.1-py3-none-any.whl'),
  skipped('2026-01-01 00:00:00+00:00', 'ogx-1.4.10-py3-none-any.whl'),
  skipped('2026-01-02 00:00:00+00:00', 'ogx_api-1.4.1-py3-none-any.whl'),
  'ERROR: No matching distribution found for ogx==1.4.1',
].join('\n');

const UV = `Resolved 1 package in 70ms
lock-version = "1.0"

[[packages]]
name = "llama-stack"
version = "0.2.23"
sdist = { url = "https://index.example/packages/cc/llama_stack-0.2.23.tar.gz", upload-time = 2025-09-26T22:11:29Z, size = 1, hashes = { sha256 = "a" } }
wheels = [{ url = "https://index.example/packages/9c/llama_stack-0.2.23-py3-none-any.whl", upload-time = 2025-09-26T22:11:27Z, size = 1, hashes = { sha256 = "b" } }]
`;

test('pip’s account of the files that it passes over tells when a release came, of this very release', () => {
  assert.deepEqual(takenUntil(PIP, 'ogx', '1.4.1'), { day: '2026-10-19', until: '2026-10-22T15:53:41Z' });
  assert.deepEqual(takenUntil(PIP, 'ogx', '1.4.0'), { day: '2026-09-11', until: '2026-09-14T14:11:16Z' });
});

test('uv’s lock file tells when a release came, whatever joins the parts of its name', () => {
  const expected = { day: '2025-09-26', until: '2025-09-29T22:11:27Z' };
  assert.deepEqual(takenUntil(UV, 'llama-stack', '0.2.23'), expected);
  assert.deepEqual(takenUntil(UV, 'llama_stack', '0.2.23'), expected);
});

for (const [what, output] of Object.entries({
  'another release only': PIP.replaceAll('1.4.1', '1.4.9'),
  'an index without upload times': UV.replaceAll(/ upload-time = \S+,/g, ''),
  'a time that is none': skipped('2026-99-99 25:00:00+00:00', 'ogx-1.4.1.tar.gz'),
  'an installer that failed': 'ERROR: no such option: --uploaded-prior-to',
})) {
  test(`${what} tells nothing, and nothing is guessed`, () => {
    assert.equal(takenUntil(output, 'ogx', '1.4.1'), undefined);
    assert.equal(takenUntil(output, 'llama-stack', '0.2.23'), undefined);
  });
}

test('asking installs nothing, and names no index: the installer’s own settings say which', () => {
  for (const args of [asking.pip('ogx==1.4.1'), asking.uv('/tmp/ogx.in', '/venv/bin/python')]) {
    assert.ok(args.includes('--dry-run') || args.includes('compile'));
    assert.ok(args.includes('--no-deps'));
    assert.doesNotMatch(args.join(' '), /https?:|index/);
  }
  assert.deepEqual(upTo.pip('2026-10-22T15:53:41Z'), ['--uploaded-prior-to', '2026-10-22T15:53:41Z']);
  assert.deepEqual(upTo.uv('2026-10-22T15:53:41Z'), ['--exclude-newer', '2026-10-22T15:53:41Z']);
});
