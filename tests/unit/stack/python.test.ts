import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Fault } from '../../../errors/fault.ts';
import { candidates, findPython, NoPython, type Python } from '../../../stack/python/python.ts';

const supported = ['3.12', '3.13'];

/** A machine on which these commands are the named versions; `without` venv where the version ends in `!`. */
function machine(versions: Record<string, string>, environment: Record<string, string> = {}, needsVenv = true) {
  const asked: string[] = [];
  const probe = (command: string): Promise<Python> => {
    asked.push(command);
    const version = versions[command];
    if (version === undefined) return Promise.reject(new Error('not there'));
    return Promise.resolve({
      version: version.replace('!', ''),
      executable: `/real/${command}`,
      venv: !version.endsWith('!'),
    });
  };
  const found = findPython({ supported, environment: { HOME: '/nobody', ...environment }, needsVenv, probe });
  return { asked, found };
}

test('the first command on PATH that fits is taken, whatever its name promises', async () => {
  const { found } = machine({ 'python3.12': '3.11.7', 'python3.13': '3.13.0', python3: '3.12.1' });
  assert.equal((await found).executable, '/real/python3.13');
});

test('a Python that is too old or too new does not fit', async () => {
  const { found } = machine({ python3: '3.10.13', python: '3.15.0' });
  await assert.rejects(found, NoPython);
  await assert.rejects(
    found,
    /Python 3\.12 or 3\.13\. Tried:[^]*python3\.12: not there[^]*python3: is Python 3\.10\.13/,
  );
  await assert.rejects(found, /STACK_PYTHON=\/path[^]*STACK_CONFIG=recorded/);
});

test('STACK_PYTHON is used, or is an error: nothing else is tried', async () => {
  const good = machine({ mine: '3.12.9', 'python3.12': '3.12.1' }, { STACK_PYTHON: 'mine' });
  assert.equal((await good.found).version, '3.12.9');
  const bad = machine({ mine: '3.9.1', 'python3.12': '3.12.1' }, { STACK_PYTHON: 'mine' });
  await assert.rejects(bad.found, /^Fault: STACK_PYTHON=mine cannot run the stack\.[^]*mine: is Python 3\.9\.1/);
  assert.deepEqual(bad.asked, ['mine']);
});

test('a Python without venv or ensurepip is passed over, unless uv makes the environment', async () => {
  const versions = { 'python3.12': '3.12.3!' };
  await assert.rejects(machine(versions).found, /without venv or ensurepip .*apt install python3\.12-venv/);
  // It wants mending: no reason to do without a stack.
  await assert.rejects(machine(versions).found, (error) => error instanceof Fault && !(error instanceof NoPython));
  assert.equal((await machine(versions, {}, false).found).version, '3.12.3');
});

test('pyenv’s versions are tried, where shims on PATH lie', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'e2e-test-'));
  t.after(() => rmSync(home, { recursive: true }));
  for (const version of ['3.9.18', '3.12.1', '3.13.0', '3.120.0'])
    mkdirSync(join(home, '.pyenv/versions', version), { recursive: true });
  assert.deepEqual(candidates(supported, { HOME: home }).slice(4), [
    join(home, '.pyenv/versions/3.12.1/bin/python'),
    join(home, '.pyenv/versions/3.13.0/bin/python'),
  ]);
});
