/** `serve`, as a program that runs tests meets it: what it says, and that it ends by itself where it cannot serve. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

const main = join(import.meta.dirname, '../../../cli/main.ts');

/** Runs it to its end, with an input that stays open. */
async function serve(args: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, 'serve', ...args], { env: { ...process.env, ...environment } });
  const [code, output] = await Promise.all([once(child, 'exit'), text(child.stderr)]);
  const [status]: unknown[] = code;
  return { code: status, output };
}

test('ends with the reason where there is no stack to serve', async () => {
  const { code, output } = await serve(['--setup', 'ollama'], { STACK_CONFIG: 'recorded', INFERENCE_MODE: 'replay' });
  assert.equal(code, 1);
  assert.match(output, /There is no stack to serve\.\n/);
});

test('says what is wrong with its options', async () => {
  const missing = await serve([]);
  assert.deepEqual([missing.code, /--setup is missing/.test(missing.output)], [2, true]);
  const unknown = await serve(['--setup', 'olama']);
  assert.deepEqual([unknown.code, /Did you mean ollama/.test(unknown.output)], [2, true]);
});
