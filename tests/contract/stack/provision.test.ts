/** Provisioning, with real processes and a Python that only pretends. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fakePython, provisionFake } from '../../fakes/distribution/provision.ts';
import { isGone, temporaryFolder, until } from '../../fakes/distribution/world.ts';

/** Pids of the installers that were run. */
function installers(folder: string): number[] {
  const file = join(folder, 'calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [];
}

test('an environment is built once, and found again without a word', async (t) => {
  const folder = temporaryFolder(t);
  const said: string[] = [];
  const first = await provisionFake(folder, fakePython(folder), (text) => said.push(text));
  assert.match(
    said.join('\n'),
    /^Installing fake-stack 1\.0\.0 \(1 packages, Python 3\.12\.9, pip\).*\nInstalled .* in \d+ s\.$/,
  );
  said.length = 0;
  assert.equal(await provisionFake(folder, fakePython(folder), (text) => said.push(text)), first);
  const withoutPython = fakePython(folder, { STACK_PYTHON: undefined, PATH: '/nowhere' });
  assert.equal(await provisionFake(folder, withoutPython, (text) => said.push(text)), first);
  assert.deepEqual(said, []);
  assert.equal(installers(folder).length, 1);
});

test('two at once wait for each other and install once', async (t) => {
  const folder = temporaryFolder(t);
  const environment = fakePython(folder);
  const both = await Promise.all([provisionFake(folder, environment), provisionFake(folder, environment)]);
  assert.equal(both[0], both[1]);
  assert.equal(installers(folder).length, 1);
});

test('what was killed half way is built anew, after its installer has been ended', async (t) => {
  const folder = temporaryFolder(t);
  const waits = join(folder, 'waits');
  writeFileSync(waits, '');
  const killed = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../fakes/distribution/provisioner.ts'), folder],
    {
      env: fakePython(folder, { FAKE_PIP_WAITS: waits }),
      stdio: 'ignore',
    },
  );
  await until(
    () => installers(folder).length === 1 && namesItsWorker(folder),
    'the installer runs, and the lock names it',
  );
  const [installer = 0] = installers(folder);
  killed.kill('SIGKILL');
  await until(() => isGone(killed.pid ?? 0), 'the provisioner is gone');
  assert(!isGone(installer), 'its installer goes on');
  await provisionFake(folder, fakePython(folder));
  await until(() => isGone(installer), 'the installer of the killed one is gone');
  assert.equal(installers(folder).length, 2);
  rmSync(waits);
});

test('a failed install is an error with the installer’s last lines, and the next try starts afresh', async (t) => {
  const folder = temporaryFolder(t);
  const fails = provisionFake(
    folder,
    fakePython(folder, { FAKE_PIP_FAILS: 'No matching distribution found for fake==1.0' }),
  );
  await assert.rejects(
    fails,
    /could not be installed: [^]*code 1[^]*PIP_INDEX_URL[^]*\| ERROR: No matching distribution/,
  );
  assert(existsSync(await provisionFake(folder, fakePython(folder))));
  assert.equal(installers(folder).length, 2);
});

test('an install for which the disk has no room says so', async (t) => {
  const folder = temporaryFolder(t);
  const fails = provisionFake(folder, fakePython(folder, { FAKE_PIP_FAILS: '[Errno 28] No space left on device' }));
  await assert.rejects(
    fails,
    /could not be installed: .*\nThe disk of \S+ is full\.\nMake room, or set E2E_CACHE .*\n/,
  );
});

/** What pip was asked for, call by call, without what is said in every call. */
function asked(folder: string): string[] {
  const calls = readFileSync(join(folder, 'calls.arguments'), 'utf8').trim().split('\n');
  return calls.map((call) => call.replace('-m pip install --no-input --disable-pip-version-check ', ''));
}

test('a release of another line gets the packages of its own day, and it is said which day that is', async (t) => {
  const folder = temporaryFolder(t);
  const said: string[] = [];
  const uploaded =
    'Upload time 2026-05-12 10:00:00+00:00 not prior to 2000-01-01 00:00:00+00:00: https://index.example/fake_stack-0.9.0.tar.gz';
  const environment = fakePython(folder, { FAKE_PIP_UPLOADED: uploaded });
  const made = await provisionFake(folder, environment, (text) => said.push(text), '0.9.0');
  assert.match(
    said.join('\n'),
    /fake-stack 0\.9\.0 was published on 2026-05-12: packages are taken as they were 3 days/,
  );
  const [newer, question, installed] = asked(folder);
  assert.equal(newer, '--upgrade pip>=26');
  assert.match(question ?? '', /--dry-run .* fake-stack==0\.9\.0$/);
  assert.equal(installed, `--uploaded-prior-to 2026-05-15T10:00:00Z -r ${made}.txt`);
  assert.match(readFileSync(`${made}.txt`, 'utf8'), /^fake==0\.9\.0\nbeside$/m);
});

test('where the day of a release cannot be learnt, that is said loudly, and it is installed as of today', async (t) => {
  const folder = temporaryFolder(t);
  const said: string[] = [];
  const made = await provisionFake(folder, fakePython(folder), (text) => said.push(text), '0.9.0');
  assert.match(
    said.join('\n'),
    /When fake-stack 0\.9\.0 was published is not known: the index of pip does not say\. [^]*TODAY[^]*PEP 700/,
  );
  assert.equal(asked(folder).at(-1), `-r ${made}.txt`);
});

test('a release that is pinned asks for no day', async (t) => {
  const folder = temporaryFolder(t);
  const made = await provisionFake(folder, fakePython(folder));
  assert.deepEqual(asked(folder), [`-r ${made}.txt`]);
});

/** Whether a lock below the folder names the process that works for its owner. */
function namesItsWorker(folder: string): boolean {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.lock'));
  return files.some((file) => readFileSync(join(folder, file), 'utf8').includes('"worker"'));
}
