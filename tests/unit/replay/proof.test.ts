import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refutedBy } from '../../../replay/files/proof.ts';
import type { LiveRequest } from '../../../replay/matching/matching.ts';
import { recordingText } from '../../../replay/recording/file-text.ts';
import { FORMAT } from '../../../replay/recording/format.ts';

const asking = (word: string): LiveRequest => ({
  provider: 'ollama',
  request: { method: 'POST', path: '/v1/chat/completions', body: { json: { word } } },
});

/** A recording with these requests, as it would be written. */
function ready(...words: string[]) {
  const exchanges = words.map((word) => ({ ...asking(word), response: { status: 200, headers: {} } }));
  const header = { format: FORMAT, test: 'a test', recorded: '2026-01-01', stack: 'ogx 1.5.0', seam: 'providers' };
  const recording = { ...header, from: {}, literals: [], exchanges };
  const text = recordingText(recording);
  return { files: [{ file: '/recordings/providers.json', text }], removed: [] };
}

const context = { test: 'a test', setup: 'ollama', fix: 'pytest a_test.py --e2e-mode=record' };
const refuted = (files: ReturnType<typeof ready>, ...words: string[]) =>
  refutedBy(files, { requests: words.map(asking), placeholders: undefined, context });

describe('a recording is proved by what was recorded', () => {
  test('each request is answered by its own exchange, equal ones in their order', () => {
    assert.equal(refuted(ready('a', 'b', 'a'), 'a', 'b', 'a'), undefined);
    assert.equal(refuted(ready()), undefined);
  });

  test('a request that it does not hold refutes it, and so does one that it holds once too few', () => {
    assert.match(
      refuted(ready('a'), 'b') ?? '',
      /would not replay[^]*provider call 1:\n[^]*recorded "a", now "b"[^]*record it again: pytest a_test\.py/,
    );
    assert.match(refuted(ready('a'), 'a', 'a') ?? '', /provider call 2:\n/);
  });

  test('an exchange that is not of the request at its place refutes it, and so does one too many', () => {
    assert.match(refuted(ready('b', 'a'), 'a', 'b') ?? '', /provider call 1 is answered by exchange 2/);
    assert.match(refuted(ready('a', 'b'), 'a') ?? '', /nothing asks for exchange 2/);
  });

  test('files without answers of providers have nothing to replay', () => {
    assert.equal(refuted({ files: [], removed: [] }, 'a'), undefined);
  });
});
