/** The project's own recordings: what a server sent as JSON is to be read and diffed as JSON. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { exchangesOf, type AnyRecording } from '../../../cli/recordings/rewrite.ts';
import { readTree } from '../../../cli/recordings/tree.ts';
import type { RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { isObject, jsonIn } from '../../../replay/recording/json.ts';
import { framed } from '../../../replay/recording/sse.ts';

const RECORDINGS = join(import.meta.dirname, '../../../recordings');

function isJson(text: string | undefined): boolean {
  const value = text === undefined ? undefined : jsonIn(text);
  return isObject(value) || Array.isArray(value);
}

function standsAsText({ body, events = [] }: RecordedAnswer): boolean {
  const raws = events.flatMap((event) => ('raw' in event ? [event.raw] : []));
  return (
    (body !== undefined && 'text' in body && isJson(body.text)) || raws.some((raw) => isJson(framed(raw)?.content))
  );
}

test('no JSON stands as text: a style that servers write has a name in replay/recording/json-text.ts', async () => {
  const { tests, startups } = await readTree(RECORDINGS);
  const files = [...startups.map(({ file }) => file), ...tests.flatMap(({ providers, stack }) => [providers, stack])];
  const found = files.flatMap((file) => {
    const recording: AnyRecording | undefined = file?.recording;
    const answers = recording === undefined ? [] : exchangesOf(recording).map(({ response }) => response);
    return answers.some(standsAsText) ? [file?.path] : [];
  });
  assert.deepEqual(found, []);
  assert.deepEqual(
    files.flatMap((file) => (file?.fault === undefined ? [] : [file.fault])),
    [],
  );
});
