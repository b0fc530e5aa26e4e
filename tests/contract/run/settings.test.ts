/** A wrong setting, by the real command lines: three lines, no trace of Node or Playwright, and nothing is started. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { compiled } from '../../builders/compiled.ts';
import { temporaryFolder } from '../../fakes/distribution/world.ts';

const root = join(import.meta.dirname, '../../..');
const playwright = [createRequire(import.meta.url).resolve('@playwright/test/cli'), 'test', 'e2e/models'];

async function run(t: TestContext, args: readonly string[], environment: Record<string, string>) {
  const folder = temporaryFolder(t);
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...compiled,
      CONTRACT_FINDINGS: 'off',
      PATH: process.env['PATH'],
      HOME: folder,
      E2E_CACHE: join(folder, 'cache'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, out, error, started: existsSync(join(folder, 'cache', 'running')) };
}

const MODE = /^INFERENCE_MODE=rplay is no mode\.\nThe modes are .*\nDid you mean replay\? .*\n$/;
const DRIFT = /^DRIFT=maybe is no drift action\.\nThe drift actions are .*\nGive one of these, or .*\n$/;
const STACK = /^STACK_CONFIG=ogxx does not say .*\n.*Did you mean `ogx`\?.*\nGive .*\n$/;
const SETUP = /^There is no setup olama\.\n.*\nDid you mean ollama\? .*\n$/;
const MODEL = /^E2E_TEXT_MODEL=openai\/x cannot be a model of setup ollama\.\n.*\n.*\n$/;

const wrong: [what: string, args: string[], environment: Record<string, string>, says: RegExp, code: number][] = [
  ['a mode', playwright, { INFERENCE_MODE: 'rplay' }, MODE, 1],
  ['a drift action', playwright, { DRIFT: 'maybe' }, DRIFT, 1],
  ['a stack', playwright, { STACK_CONFIG: 'ogxx' }, STACK, 1],
  ['a setup', [...playwright, '--project=olama'], {}, SETUP, 1],
  ['a model', [...playwright, '--project=ollama'], { E2E_TEXT_MODEL: 'openai/x' }, MODEL, 1],
  [
    'a mode that repeats',
    [...playwright, '--repeat-each=2'],
    { INFERENCE_MODE: 'record' },
    /^The mode is record, .*\n.*\n.*\n$/,
    1,
  ],
  ['the stack of `npm run stack`', ['cli/stack.ts', 'ogxx'], {}, STACK, 1],
  ['the setup of `npm run stack`', ['cli/stack.ts', '--project=olama'], {}, SETUP, 2],
  ['the setup of `npm run record`', ['cli/record.ts', '--project=olama'], {}, SETUP, 2],
  ['the stack of `npm run record`', ['cli/record.ts', '--project=ollama'], { STACK_CONFIG: 'ogxx' }, STACK, 1],
  [
    'a drift action of the reference’s command',
    ['scripts/integration-tests/main.ts', '--setup=gpt'],
    { DRIFT: 'maybe' },
    DRIFT,
    2,
  ],
];

for (const [what, args, environment, says, code] of wrong) {
  test(`${what} that there is not is told in three lines`, async (t) => {
    const found = await run(t, args, environment);
    assert.match(found.error, says);
    assert.deepEqual([found.out, found.code, found.started], ['', code, false]);
  });
}

test('what `.env` says is a setting too, and the environment comes before it', async (t) => {
  const file = join(temporaryFolder(t), '.env');
  writeFileSync(file, 'DRIFT=maybe\n');
  const dotenv = { DOTENV_CONFIG_PATH: file };
  assert.match((await run(t, playwright, dotenv)).error, DRIFT);
  const { code, out } = await run(t, [...playwright, '--list', '--project=stack'], { ...dotenv, DRIFT: '' });
  assert.equal(code, 0, out);
});
