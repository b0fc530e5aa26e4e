/** OpenAI's own Python SDK on a real stack: its small suite is replayed by `exec`, as a user's would be. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pythonVenv } from '../../builders/python-venv.ts';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'e2e-openai-python-'));
let bin = '';

before(async () => {
  bin = await pythonVenv(join(folder, 'venv'), join(root, 'clients/openai-python/requirements.txt'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Replays the suite, or what `-k` chooses of it. */
function replay(...only: string[]): Promise<{ code: number; output: string }> {
  const { NODE_TEST_CONTEXT: _, STACK_CONFIG: __, INFERENCE_MODE: ___, ...environment } = process.env;
  const suite = ['python', 'clients/openai-python/suite.py', ...only];
  const args = ['cli/main.ts', 'exec', '--setup', 'ollama', '--name', 'openai-python/all', '--', ...suite];
  const env = { ...environment, PATH: `${bin}${delimiter}${environment['PATH'] ?? ''}`, PYTHONDONTWRITEBYTECODE: '1' };
  return new Promise((done) => {
    execFile(process.execPath, args, { cwd: root, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, output: `${stdout}${stderr}` });
    });
  });
}

test('chats, streams, responses, files, a vector store and errors are as the SDK expects them', async () => {
  const { code, output } = await replay();
  assert.equal(code, 0, output);
  assert.match(output, /Ran 8 tests/);
});

test('a part of the suite leaves recorded answers unused, which is told', async () => {
  const { code, output } = await replay('Files.test_file_is_what_was_uploaded');
  assert.equal(code, 120, output);
  assert.match(output, /Ran 1 test/);
});
