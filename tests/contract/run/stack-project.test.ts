/** The project for tests in which no provider takes part: what runs in it, and how its attempts are opened. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import type { Attempt, AttemptVerdict } from '../../../replay/control/protocol.ts';
import { TinyProject } from '../../builders/tiny-project.ts';
import type { TinyRun } from '../../builders/tiny-run.ts';

const root = join(import.meta.dirname, '../../..');
const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');

const SPEC = `
import { expect, test } from '../../../fixtures/index.ts';
test('asks a provider', async () => undefined);
test('asks nobody', { tag: '@stack' }, async ({ setup, textModel }) => {
  expect([setup.name, textModel]).toEqual(['stack', 'ollama/smollm2:135m']);
});
test('asks nobody for tools', { tag: ['@stack', '@tools'] }, async () => undefined);
test('asks about a stack', async () => undefined);
test('needs what the setup has not', { tag: ['@stack', '@forced-tools'] }, async () => undefined);
`;
const TAGGED = ['asks nobody', 'asks nobody for tools', 'needs what the setup has not'];
const OTHERS = ['asks a provider', 'asks about a stack'];

function run(folder: string, args: string[], environment: Record<string, string> = {}) {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  return new Promise<{ code: number; out: string; error: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd: folder, env: { ...inherited, FORCE_COLOR: '0', ...environment } },
      (_error, out, error) => resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });
}

describe('the projects of the configuration', () => {
  let project: TinyProject;

  before(async () => {
    project = await TinyProject.write(SPEC);
    // The real one, over the specs of the tiny project.
    const config = `import config from '../../../playwright.config.ts';\nexport default { ...config, testDir: '.', globalSetup: undefined, reporter: 'list' };\n`;
    await writeFile(join(project.folder, 'playwright.config.ts'), config);
  });
  after(() => project.remove());

  /** Titles by project, of a run that names these projects. */
  async function listed(environment: Record<string, string>, ...args: string[]) {
    const { out } = await run(project.folder, [playwright, 'test', '--list', '--reporter=list', ...args], environment);
    const tests = [...out.matchAll(/\[([\w-]+)\] › a\.spec\.ts:\d+:\d+ › (.*?)(?: @\S+)*$/gm)];
    const titles = Map.groupBy(tests, ([, name = '']) => name);
    return Object.fromEntries([...titles].map(([name, found]) => [name, found.map(([, , title]) => title)]));
  }

  test('run a tagged test once, and the others under each setup', async () => {
    const [all, without] = [await listed({}), await listed({}, '--project=llama-cpp-server')];
    assert.deepEqual(all, { gpt: OTHERS, ollama: OTHERS, stack: TAGGED, vllm: OTHERS });
    assert.deepEqual(without, { 'llama-cpp-server': OTHERS });
  });

  test('are those that a line is recorded under, unless others are named', async () => {
    const old = { STACK_CONFIG: 'llama-stack-0.3' };
    assert.deepEqual(await listed(old), { ollama: OTHERS, stack: TAGGED });
    assert.deepEqual(await listed(old, '--project=gpt'), { gpt: OTHERS });
  });
});

describe('an attempt in project stack', () => {
  let project: TinyProject;
  let gateway: Server;
  const opened: Attempt[] = [];

  before(async () => {
    project = await TinyProject.write(SPEC, { projects: [{ name: 'stack', use: { setupName: 'stack' } }] });
    const verdict: AttemptVerdict = { problems: [], journal: [], written: [] };
    gateway = createServer((request, response) => {
      void json(request).then((body) => {
        if (request.url === '/-/attempts') opened.push(z.custom<Attempt>().parse(body));
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(verdict));
      });
    }).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
  });
  after(async () => {
    gateway.close();
    await project.remove();
  });

  test('is opened without answers and without providers, and its tag is no need', async () => {
    const address = gateway.address();
    assert(address !== null && typeof address === 'object');
    const url = `http://127.0.0.1:${address.port}`;
    const told: TinyRun = { stackUrl: url, gatewayUrl: url, token: 't', version: 'v', recordings: project.folder };
    const { tests } = await project.run({ TINY_RUN: JSON.stringify(told), DRIFT: 'off' });
    assert.deepEqual([tests.get('asks nobody')?.errors, tests.get('asks nobody')?.status], ['', 'passed']);
    assert.equal(tests.get('asks nobody for tools')?.status, 'passed');
    assert.equal(tests.get('needs what the setup has not')?.status, 'skipped');
    assert.deepEqual(
      opened.map(({ answers, providers, setup }) => [answers, providers, setup]),
      opened.map(() => ['none', [], 'stack']),
    );
    assert.notEqual(opened.length, 0);
  });
});

test('recording project stack asks for no provider and no key; recording another says what its tests will miss', async () => {
  const nobody = { OLLAMA_URL: 'http://127.0.0.1:9', OPENAI_API_KEY: '', DOTENV_CONFIG_PATH: '/nowhere' };
  const record = (setup: string) =>
    run(root, ['cli/record.ts', `--project=${setup}`, '--list', '--pass-with-no-tests'], nobody);
  const [stack, ollama] = await Promise.all([record('stack'), record('ollama')]);
  assert.deepEqual([stack.code, stack.error], [0, '']);
  assert.equal(ollama.code, 0);
  assert.match(ollama.error, /Ollama does not answer at http:\/\/127\.0\.0\.1:9 .* A test that asks it will fail/);
});
