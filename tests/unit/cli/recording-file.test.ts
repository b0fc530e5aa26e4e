import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordingFile } from '../../../cli/recordings/recording-file.ts';
import { parseProviders } from '../../../replay/recording/format.ts';
import { chat, providersOf, textOf } from '../../builders/recordings.ts';

const title = 'a.spec.ts › says "hello" \\ once';
const text = textOf(providersOf(title, [chat('q', 'a'), chat('q', 'b', { source: 'scripted' })]));

/** A file that counts how often it is read, and how often it is parsed whole. */
function counted(content: string) {
  const count = { read: 0, parsed: 0 };
  const read = () => {
    count.read += 1;
    return content;
  };
  const file = new RecordingFile('x/providers.json', read, (whole, path) => {
    count.parsed += 1;
    return parseProviders(whole, path);
  });
  return { file, count };
}

test('a file is read when something of it is asked for, and once', () => {
  const { file, count } = counted(text);
  assert.deepEqual(count, { read: 0, parsed: 0 });
  assert.equal(file.title, title);
  assert.deepEqual(
    file.outline?.exchanges.map(({ source }) => source),
    [undefined, 'scripted'],
  );
  assert.deepEqual(count, { read: 1, parsed: 0 });
  assert.equal(file.recording?.exchanges.length, 2);
  assert.equal(file.fault, undefined);
  assert.deepEqual(count, { read: 1, parsed: 1 });
});

test('a title is found wherever in a file it stands', () => {
  const { test: named, ...rest } = providersOf(title, []);
  assert.equal(counted(JSON.stringify({ ...rest, test: named })).file.title, title);
});

test('what is no recording has no outline, and its fault says why', () => {
  for (const [content, why] of [
    ['{', /is not JSON/],
    [text.replace('"format": 2', '"format": 3'), /has format 3/],
    [text.replace('"recorded"', '"day"'), /is not valid/],
  ] as const) {
    const { file } = counted(content);
    assert.equal(file.outline, undefined);
    assert.match(file.fault ?? '', why);
  }
});

test('a file that is gone is no recording', () => {
  const read = (): string => {
    throw new Error('ENOENT');
  };
  const file = new RecordingFile('x/providers.json', read, parseProviders);
  assert.deepEqual([file.text, file.outline, file.recording], ['', undefined, undefined]);
  assert.match(file.fault ?? '', /x\/providers\.json is not JSON/);
});
