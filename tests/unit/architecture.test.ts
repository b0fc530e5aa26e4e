/** The arrows between the rooms, as docs/decisions/0001-rooms.md gives them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';

const Manifest = z.object({
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()),
});

const root = join(import.meta.dirname, '../..');

/** What each room may import of the others, and no more: a line that nothing uses is an error too. */
const allowed: Record<string, readonly string[]> = {
  errors: [],
  // The two folders, package and project, resolved once.
  folders: [],
  'replay/recording': ['errors'],
  'replay/matching': ['replay/recording'],
  'replay/secrets': ['replay/recording'],
  'replay/drift': ['replay/recording', 'replay/matching'],
  'replay/answers': ['replay/recording'],
  'replay/control': ['replay/recording', 'replay/answers'],
  'replay/files': ['errors', 'folders', 'replay/recording', 'replay/matching', 'replay/secrets', 'replay/drift'],
  'replay/client': ['replay/recording', 'replay/matching', 'replay/drift', 'replay/control'],
  'replay/gateway': [
    'errors',
    'replay/recording',
    'replay/matching',
    'replay/secrets',
    'replay/files',
    'replay/control',
    'replay/answers',
    'replay/drift',
    // Its reverse proxy is a client seam as well.
    'replay/client',
  ],
  'stack/process': [],
  'stack/pointer': ['errors', 'folders'],
  'stack/python': ['errors', 'folders', 'stack/process', 'stack/pointer'],
  'stack/launch': ['errors', 'folders', 'stack/process', 'stack/pointer', 'stack/python'],
  'stack/supervisor': [
    'errors',
    'folders',
    'stack/process',
    'stack/pointer',
    'stack/python',
    'stack/launch',
    'replay/control/protocol.ts',
  ],
  // The one file that joins engine and stack.
  'stack/supervisor/supervisor.ts': ['folders', 'stack/supervisor', 'replay/gateway', 'setups'],
  // What answers are held against; `contracts/files` alone reads and makes files.
  contracts: ['errors', 'replay/recording'],
  'contracts/files': ['contracts', 'errors', 'folders', 'replay/recording'],
  'contracts/sdk-types': [],
  setups: ['errors', 'folders'],
  run: [
    'errors',
    'folders',
    'replay/control/protocol.ts',
    'replay/control/mode.ts',
    'replay/files/shipped-startup.ts',
    'replay/gateway/provider.ts',
    'setups',
    'stack/pointer',
    'stack/process/cache.ts',
    'stack/supervisor/stack-for-run.ts',
    'stack/supervisor/used-setups.ts',
  ],
  fixtures: [
    'errors',
    'contracts',
    'folders',
    'run',
    'setups',
    'replay/recording',
    'replay/secrets',
    'replay/drift',
    'replay/files',
    'replay/client',
    'replay/control',
    'replay/answers',
    'replay/gateway/provider.ts',
    // What is drawn and said of a test stands in the test's own page too.
    'reports/timeline.ts',
    'reports/proves.ts',
  ],
  e2e: ['fixtures'],
  reports: ['run/test-report.ts', 'run/hand-over.ts', 'replay/drift', 'replay/recording/location.ts'],
  // What an installed package exports besides the fixtures.
  entries: ['errors', 'folders', 'fixtures', 'replay/gateway', 'replay/control/protocol.ts', 'run', 'setups'],
  cli: ['errors', 'folders', 'contracts', 'replay', 'stack', 'setups', 'run', 'fixtures', 'reports/run-page'],
};

/** Rooms that compute: they reach no file, process or network, and take what they need as values. */
const PURE = ['contracts', 'replay/recording', 'replay/matching', 'replay/secrets', 'replay/drift', 'replay/answers'];
const REACHES_OUT = /^(node:)?(fs|http|https|http2|net|tls|dns|child_process|worker_threads)(\/|$)|^undici$/;

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '');

/** Everything that a file imports, type imports and dynamic ones too. */
function specifiersOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '');
}

function importsOf(file: string): string[] {
  return specifiersOf(file)
    .filter((path) => path.startsWith('.'))
    .map((path) => normalize(join(dirname(file), path)));
}

/** The narrowest room that a file is in. */
function roomOf(file: string): string | undefined {
  return Object.keys(allowed)
    .filter((room) => isIn(file, room))
    .sort((a, b) => b.length - a.length)[0];
}

const isIn = (file: string, room: string) => file === room || file.startsWith(`${room}/`);

const arrows = files.flatMap((file) => {
  const room = roomOf(file);
  if (room === undefined) return [];
  return importsOf(file)
    .filter((path) => !isIn(path, room))
    .map((path) => ({ file, room, path }));
});

test('every room has files', () => {
  const empty = Object.keys(allowed).filter((room) => !files.some((file) => isIn(file, room)));
  assert.deepEqual(empty, []);
});

test('every file of the engine and of the stack is in a room', () => {
  const outside = files.filter((file) => /^(replay|stack)\//.test(file) && roomOf(file) === undefined);
  assert.deepEqual(outside, []);
});

test('arrows between the rooms point one way', () => {
  const wrong = arrows.filter(({ room, path }) => !allowed[room]?.some((other) => isIn(path, other)));
  assert.deepEqual(
    wrong.map(({ file, path }) => `${file} → ${path}`),
    [],
  );
});

test('no arrow is allowed that nobody needs', () => {
  const unused = Object.entries(allowed).flatMap(([room, others]) =>
    others
      .filter((other) => !arrows.some((arrow) => arrow.room === room && isIn(arrow.path, other)))
      .map((other) => `${room} → ${other}`),
  );
  assert.deepEqual(unused, []);
});

test('the rooms of values reach no file, process or network', () => {
  const wrong = files
    .filter((file) => PURE.some((room) => room === roomOf(file)))
    .flatMap((file) => specifiersOf(file).map((path) => ({ file, path })))
    .filter(({ path }) => REACHES_OUT.test(path));
  assert.deepEqual(wrong, []);
});

test('two places write into the environment: one hands a run on to its workers, one names what no proxy is asked for', () => {
  const writes = /process\.env(\.\w+|\[[^\]]+\])\s*(\?\?|\|\|)?=(?!=)|assign\(\s*process\.env|delete process\.env/;
  const writing = files.filter(
    (file) => !file.startsWith('tests/') && writes.test(readFileSync(join(root, file), 'utf8')),
  );
  assert.deepEqual(writing, ['run/direct-loopback.ts', 'run/hand-over.ts']);
});

test('no name says nothing', () => {
  assert.deepEqual(
    files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|lib|manager)(\/|\.ts$)/.test(file)),
    [],
  );
});

test('replay and stack know nothing of Playwright', () => {
  const wrong = files.filter(
    (file) => /^(replay|stack)\//.test(file) && specifiersOf(file).includes('@playwright/test'),
  );
  assert.deepEqual(wrong, []);
});

test('all that shipped code imports is a dependency, which an installed package has', () => {
  const shipped = /^(cli|e2e|entries|errors|fixtures|folders|replay|reports|run|setups|stack|[^/]+$)/;
  const { dependencies, peerDependencies } = Manifest.parse(
    JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')),
  );
  // Without prettier, the files that are rewritten keep the form that they get.
  const had = new Set([...Object.keys({ ...dependencies, ...peerDependencies }), 'prettier']);
  const missing = files
    // What init writes is text here.
    .filter((file) => shipped.test(file) && !file.startsWith('cli/init/'))
    .flatMap((file) => packagesIn(file).map((name) => ({ file, name })))
    .filter(({ name }) => !had.has(/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? ''));
  assert.deepEqual(missing, []);
});

/** The packages that a file imports, by statements or when it runs. */
function packagesIn(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(/^(?:import|export|\}) ?[^'\n]*from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm);
  return [...found].map(([, one, two, three]) => one ?? two ?? three ?? '').filter((name) => !/^(\.|node:)/.test(name));
}
