/** Where keys and addresses come from, and when they are asked for. Nothing here starts a stack. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { compiled } from '../../builders/compiled.ts';
import { temporaryFolder } from '../../fakes/distribution/world.ts';

const root = join(import.meta.dirname, '../../..');

/**
 * The script of the reference, about to record under a setup whose start-up nobody recorded: it tells at which address
 * nobody answers, or which key is missing.
 */
function record(t: TestContext, dotenv: string, environment: Record<string, string>, ...flags: string[]) {
  const folder = temporaryFolder(t);
  const file = join(folder, '.env');
  writeFileSync(file, dotenv);
  const { PATH } = process.env;
  const args = ['--subdirs', 'chat', '--inference-mode', 'record', ...flags];
  return new Promise<{ code: number; error: string; started: boolean }>((resolve) => {
    const env = {
      ...compiled,
      CONTRACT_FINDINGS: 'off',
      PATH,
      HOME: folder,
      E2E_CACHE: join(folder, 'cache'),
      DOTENV_CONFIG_PATH: file,
      ...environment,
    };
    const script = join(root, 'scripts', 'integration-tests.sh');
    const child = execFile(script, args, { cwd: folder, env }, (_error, _out, error) =>
      resolve({ code: child.exitCode ?? -1, error, started: existsSync(join(folder, 'cache')) }),
    );
  });
}

const at = (port: number) => `TGI_URL=http://127.0.0.1:${port}`;
const environment = { TGI_URL: 'http://127.0.0.1:2' };

test('an address of .env is used, and one of the environment before it', async (t) => {
  const tgi = ['--setup', 'tgi'];
  const [file, both] = await Promise.all([record(t, at(1), {}, ...tgi), record(t, at(1), environment, ...tgi)]);
  assert.match(file.error, /Text Generation Inference does not answer at http:\/\/127\.0\.0\.1:1 /);
  assert.match(both.error, /Text Generation Inference does not answer at http:\/\/127\.0\.0\.1:2 /);
});

test('--env comes before both, several times, and the last one of a variable counts', async (t) => {
  const flags = ['--setup', 'tgi', '--env', at(3), '--env', 'UNUSED=1', '--env', at(4)];
  const { code, error, started } = await record(t, at(1), environment, ...flags);
  assert.match(error, /Text Generation Inference does not answer at http:\/\/127\.0\.0\.1:4 /);
  assert.deepEqual([code, started], [1, false]);
});

test('a missing key is told before anything starts, once for each, and is not missed where .env has it', async (t) => {
  const [missing, there] = await Promise.all([
    record(t, '', {}, '--setup', 'groq'),
    record(t, 'GROQ_API_KEY=gsk-of-mine\nGROQ_BASE_URL=http://127.0.0.1:5/v1', {}, '--setup', 'groq'),
  ]);
  assert.match(
    missing.error,
    /Nothing was recorded\.\nGROQ_API_KEY is not set[^]*Set it in the environment or in \.env\./,
  );
  assert.match(there.error, /Groq does not answer at http:\/\/127\.0\.0\.1:5 /);
  assert.doesNotMatch(there.error, /gsk-of-mine/);
  assert.deepEqual([missing.code, missing.started, there.code, there.started], [1, false, 1, false]);
});

test('a service that has an address for each customer asks for it', async (t) => {
  const { error } = await record(t, 'AZURE_API_KEY=k', environment, '--setup', 'azure');
  assert.match(error, /AZURE_API_BASE is not set, and Azure OpenAI has no address that is everybody's/);
});
