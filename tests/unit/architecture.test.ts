/** The arrows between the rooms, as docs/decisions/0001-rooms.md gives them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');

/** What each room may import of the others. The supervisor alone joins `stack` and `replay`. */
const allowed: Record<string, readonly string[]> = {
  e2e: ['fixtures'],
  fixtures: ['replay', 'setups'],
  replay: [],
  setups: [],
  stack: ['replay/mode.ts', 'replay/control.ts', 'replay/control-client.ts'],
  'stack/supervisor.ts': ['replay', 'setups'],
  cli: ['replay', 'stack', 'setups', 'fixtures'],
  reports: ['replay', 'setups'],
};

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '');

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const relative = [...text.matchAll(/(?:from|import)\s*\(?'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return relative.map((path) => normalize(join(dirname(file), path)));
}

test('every room has files, and an arrow is seen where there is one', () => {
  const empty = Object.keys(allowed).filter(
    (room) => !files.some((file) => file === room || file.startsWith(`${room}/`)),
  );
  assert.deepEqual(empty, []);
  assert.ok(importsOf('stack/supervisor.ts').includes('replay/gateway.ts'));
});

test('arrows between the rooms point one way', () => {
  const wrong = files.flatMap((file) => {
    const room = file.split('/')[0] ?? '';
    const may = allowed[file] ?? allowed[room];
    if (may === undefined) return [];
    return importsOf(file)
      .filter(
        (path) => path.split('/')[0] !== room && !may.some((other) => path === other || path.startsWith(`${other}/`)),
      )
      .map((path) => `${file} → ${path}`);
  });
  assert.deepEqual(wrong, []);
});

test('no name says nothing', () => {
  assert.deepEqual(
    files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|lib|manager)(\/|\.ts$)/.test(file)),
    [],
  );
});

test('replay and stack know nothing of Playwright', () => {
  const wrong = files.filter(
    (file) => /^(replay|stack)\//.test(file) && readFileSync(join(root, file), 'utf8').includes("'@playwright/test'"),
  );
  assert.deepEqual(wrong, []);
});
