/** All commands look and end alike: `--help`, wrong usage, exit codes, colour on a terminal alone, lists as JSON. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const root = join(import.meta.dirname, '../../..');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
const settings = readFileSync(join(root, 'docs/reference/settings.md'), 'utf8');

interface Command {
  /** Arguments that are wrong usage. */
  wrong: string[];
  /** Arguments that list something; the same with `--json` is a document. Nothing for a command that lists nothing. */
  lists?: string[];
  /** The codes that it ends with, as its help has them. */
  codes: RegExp;
  /** Commands of its own, whose list an unknown one is answered with. */
  commands?: true;
}

const THREE = /Exit codes: 0 .*1 .*2 /s;

const COMMANDS: Readonly<Record<string, Command>> = {
  stack: { wrong: ['--silly'], codes: /Exit codes: 0 .*1 .*2 .*130 /s },
  serve: { wrong: ['--silly'], codes: THREE },
  record: { wrong: ['--project=olama'], codes: THREE },
  exec: {
    wrong: ['--silly', '--', 'true'],
    codes: /Exit codes: the command's own, .*120 .*125 .*2 .*126 .*127 .*128 /s,
  },
  gateway: { wrong: ['--silly'], codes: THREE },
  providers: { wrong: ['--silly'], codes: THREE },
  recordings: {
    wrong: ['ls', '--silly'],
    lists: ['ls', '--line=ogx-1.5', '--setup=stack'],
    codes: THREE,
    commands: true,
  },
  coverage: { wrong: ['--silly'], lists: ['--tests', '/v1/models'], codes: THREE },
  mutate: { wrong: ['--silly'], codes: THREE },
  gaps: { wrong: ['list', '--silly'], lists: ['list', '--line=llama-stack-0.7'], codes: THREE, commands: true },
  pictures: { wrong: ['--silly'], codes: THREE },
  contracts: { wrong: ['ls', '--silly'], lists: ['ls', '--line=llama-stack-0.7'], codes: THREE, commands: true },
  doctor: { wrong: ['--silly'], lists: [], codes: THREE },
};

const NO_COMMANDS = ['typecheck', 'lint', 'test:unit', 'test:contract', 'test', 'build', 'prepack'];

async function run(name: string, args: readonly string[], environment: Record<string, string> = {}) {
  const program = (scripts[name] ?? '').replace(/^node /, '');
  const { NODE_TEST_CONTEXT: _, FORCE_COLOR: __, NO_COLOR: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(root, program), ...args], {
    cwd: root,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

/** Neither colours nor a line that is written over. */
const isPlain = (said: string) => said === stripVTControlCharacters(said) && !said.includes('\r');

test('every command of npm run stands in the table, and its exit codes in the reference', () => {
  assert.deepEqual(
    Object.keys(COMMANDS).sort(),
    Object.keys(scripts)
      .filter((name) => !NO_COMMANDS.includes(name))
      .sort(),
  );
  for (const name of Object.keys(COMMANDS))
    assert.match(settings, new RegExp(`^\\| .*\`npm run ${name}\\b`, 'm'), name);
});

for (const [name, { wrong, lists, codes, commands }] of Object.entries(COMMANDS)) {
  describe(`npm run ${name}`, () => {
    test('explains itself on stdout with --help and -h, its exit codes last', async () => {
      const [long, short] = await Promise.all([run(name, ['--help']), run(name, ['-h'])]);
      assert.deepEqual([long.code, long.err], [0, '']);
      assert.deepEqual(short, long);
      assert.match(long.out, new RegExp(`npm run ${name}\\b`));
      assert.match(long.out.slice(long.out.lastIndexOf('Exit codes: ')), codes);
      assert.ok(isPlain(long.out));
    });

    test('ends with 2 for wrong usage, says on stderr what is wrong and where the usage stands, red on a terminal', async () => {
      const [plain, coloured] = await Promise.all([run(name, wrong), run(name, wrong, { FORCE_COLOR: '1' })]);
      assert.deepEqual([plain.code, plain.out], [2, ''], plain.err);
      const [what = '', ...more] = plain.err.trimEnd().split('\n');
      assert.match(what, /^[A-Z-].*\.$/);
      assert.match(more.at(-1) ?? '', /--help|^Did you mean/);
      assert.ok(isPlain(plain.err), plain.err);
      assert.ok(coloured.err.startsWith(`\u001B[31m${what}`), coloured.err);
    });

    if (commands) {
      test('answers an unknown command with those that there are', async () => {
        const { code, err } = await run(name, ['silly']);
        assert.equal(code, 2);
        assert.match(err, /^There is no command "silly"\.\nThe commands are .*ls|list.*\.\n/);
      });
    }

    if (lists !== undefined) {
      test('lists as text, and as one JSON document with --json', async () => {
        const [plain, json] = await Promise.all([run(name, lists), run(name, [...lists, '--json'])]);
        assert.equal(json.code, plain.code, json.err);
        assert.ok([0, 1].includes(plain.code ?? -1), plain.err);
        assert.ok(isPlain(plain.out) && plain.out.includes('\n'));
        assert.equal(typeof JSON.parse(json.out), 'object');
        assert.ok(isPlain(json.err));
      });
    }
  });
}
