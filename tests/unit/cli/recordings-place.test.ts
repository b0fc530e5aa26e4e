import assert from 'node:assert/strict';
import { resolve, sep } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { isImported, parseRecordingPath } from '../../../cli/recordings/recording-path.ts';

test('a path below the recordings folder says what lies there', () => {
  assert.deepEqual(parseRecordingPath('ogx-1.5/ollama/chat/answer.spec.ts/says-hello/stack.json'), {
    kind: 'test',
    path: 'ogx-1.5/ollama/chat/answer.spec.ts/says-hello/stack.json',
    line: 'ogx-1.5',
    setup: 'ollama',
    spec: 'chat/answer.spec.ts',
    folder: 'ogx-1.5/ollama/chat/answer.spec.ts/says-hello',
    seam: 'stack',
  });
  assert.deepEqual(parseRecordingPath('ogx-1.5/startup/vllm.json'), {
    kind: 'startup',
    path: 'ogx-1.5/startup/vllm.json',
    line: 'ogx-1.5',
    provider: 'vllm',
  });
});

test('other names, hidden files and paths that lead away are no places', () => {
  const ok = 'ogx-1.5/ollama/a.spec.ts/t/providers.json';
  assert.notEqual(parseRecordingPath(ok), undefined);
  const hostile = [
    '',
    'providers.json',
    `/${ok}`,
    `../${ok}`,
    `./${ok}`,
    `C:/${ok}`,
    `C:\\${ok}`,
    ok.replace('/t/', '/../'),
    ok.replace('/t/', '/./'),
    ok.replace('/t/', '//'),
    ok.replace('/t/', '/.git/'),
    ok.replace('/t/', '/a\\..\\b/'),
    ok.replace('/t/', '/a\nb/'),
    ok.replace('/t/', '/a\0b/'),
    ok.replace('/t/', '/nul:/'),
    ok.replace('/t/', `/${'x'.repeat(300)}/`),
    ok.replace('providers.json', 'other.json'),
    ok.replace('providers.json', 'providers.json/'),
    ok.replace('ollama', 'Ollama'),
    'ogx-1.5/startup/../x.json',
    'ogx-1.5/startup/ollama.txt',
    'ogx-1.5/ollama/providers.json',
    'ogx-1.5/ollama/t/providers.json',
  ];
  assert.deepEqual(
    hostile.filter((path) => parseRecordingPath(path) !== undefined),
    [],
  );
});

test('imported recordings lie in a folder of their own', () => {
  assert.equal(isImported({ spec: 'imported/inference/test_completion.py' }), true);
  assert.equal(isImported({ spec: 'chat/imported.spec.ts' }), false);
});

test('no path that is a place leads out of the folder, whatever it is made of', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '',
      'ogx-1.5',
      'startup',
      'ollama',
      'a.spec.ts',
      'providers.json',
      'x.json',
      'C:',
      '\\',
      '~',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const root = resolve('recordings');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
      const path = parts.join('/');
      if (parseRecordingPath(path) === undefined) return;
      assert.equal(resolve(root, path), root + sep + path.split('/').join(sep));
    }),
    { numRuns: 2_000 },
  );
});
