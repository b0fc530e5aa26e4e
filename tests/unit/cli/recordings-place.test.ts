import assert from 'node:assert/strict';
import { resolve, sep } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseRecordingPath } from '../../../cli/recordings/recording-path.ts';

test('a path below the recordings folder says what lies there', () => {
  assert.deepEqual(parseRecordingPath('ogx-1.5/ollama/chat/answer.spec.ts/says-hello/stack.json'), {
    kind: 'test',
    path: 'ogx-1.5/ollama/chat/answer.spec.ts/says-hello/stack.json',
    line: 'ogx-1.5',
    setup: 'ollama',
    spec: 'chat/answer.spec.ts',
    folder: 'ogx-1.5/ollama/chat/answer.spec.ts/says-hello',
    file: 'stack',
  });
  assert.deepEqual(parseRecordingPath('ogx-1.5/startup/vllm.json'), {
    kind: 'startup',
    path: 'ogx-1.5/startup/vllm.json',
    line: 'ogx-1.5',
    provider: 'vllm',
    imported: false,
  });
  assert.deepEqual(parseRecordingPath('ogx-1.5/startup/imported/vllm.json'), {
    kind: 'startup',
    path: 'ogx-1.5/startup/imported/vllm.json',
    line: 'ogx-1.5',
    provider: 'vllm',
    imported: true,
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

test('a manifest lies beside the recording of an external test, and nowhere else', () => {
  const place = parseRecordingPath('ogx-1.5/gpt/external/tests/test_chat.py/test-hello/manifest.json');
  assert.deepEqual(place?.kind === 'test' && [place.spec, place.file], ['external/tests/test_chat.py', 'manifest']);
  assert.notEqual(parseRecordingPath('ogx-1.5/gpt/external/hello/manifest.json'), undefined);
  assert.equal(parseRecordingPath('ogx-1.5/gpt/chat/external.spec.ts/t/manifest.json'), undefined);
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
