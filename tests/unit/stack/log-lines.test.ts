import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { lastLines, logContains } from '../../../stack/process/log-lines.ts';

function logOf(text: string): { file: string; [Symbol.dispose](): void } {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-test-'));
  const file = join(folder, 'stack.log');
  writeFileSync(file, text);
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

test('the last lines are told for a person: no colours, no empty ones, none of our own asking', () => {
  const own = 'INFO "GET /v1/health HTTP/1.1" 200\n{"event": "\\"GET /v1/models HTTP/1.1\\" 200"}\n';
  using log = logOf(`first\n\n\u001b[31msecond\u001b[0m\r\n${own}third\n`);
  assert.deepEqual(lastLines(log.file), ['first', 'second', 'third']);
  assert.deepEqual(lastLines(log.file, 1), ['third']);
});

test('JSON lines become text, with the end of their exception', () => {
  const line = {
    level: 'error',
    logger: 'ogx.core',
    event: 'Failed\nmore',
    exception: 'a\nb\nc\nValueError: no model',
  };
  using log = logOf(`${JSON.stringify(line)}\n{"no": "event"}\n`);
  assert.deepEqual(lastLines(log.file), [
    'error ogx.core: Failed',
    'b',
    'c',
    'ValueError: no model',
    '{"no": "event"}',
  ]);
});

test('a log that is not there has no lines', () => {
  assert.deepEqual(lastLines('/nowhere/stack.log'), []);
  assert.equal(logContains('/nowhere/stack.log', 'x'), false);
});

test('only the end of a long log is read', () => {
  using log = logOf(`${'x'.repeat(100_000)}\nlast\n`);
  assert.equal(lastLines(log.file).at(-1), 'last');
});
