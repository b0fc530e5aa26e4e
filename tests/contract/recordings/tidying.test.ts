/** `npm run recordings -- verify`, `prune` and `normalize`: on a given list of tests, and once on Playwright's own. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { z } from 'zod';
import { chat, json, listing, RecordingsFolder, type Title } from '../../builders/recordings.ts';

const KEPT: Title = ['a.spec.ts', 'stays'];
const GONE: Title = ['a.spec.ts', 'goes away for good'];
const OLD: Title = ['a.spec.ts', 'has a name'];
const NEW: Title = ['a.spec.ts', 'has the name'];

const Findings = z.array(z.object({ kind: z.string(), where: z.string(), fix: z.string() }));

describe('recordings verify, prune and normalize', () => {
  let folder: RecordingsFolder;
  let tests: string;
  beforeEach(async () => {
    folder = await RecordingsFolder.make();
    tests = await folder.write('tests.json', listing([KEPT, NEW]));
    await folder.record(KEPT, [chat('q', 'a')]);
  });
  afterEach(() => folder.remove());

  const found = async (...args: string[]) => {
    const { out, err } = await folder.recordingsCommand('verify', '--json', '--tests', tests, ...args);
    assert.equal(err, '');
    return Findings.parse(JSON.parse(out));
  };

  test('verify finds nothing, or says what is wrong and what fixes it', async () => {
    await folder.write('tests.json', listing([KEPT]));
    const fine = await folder.recordingsCommand('verify', '--tests', tests);
    assert.deepEqual(fine, { code: 0, out: '1 recording: nothing is wrong.\n', err: '' });
    await folder.record(GONE, []);
    const { code, out } = await folder.recordingsCommand('verify', '--tests', tests);
    assert.equal(code, 1);
    assert.match(out, /^recordings without a test: 1\n {2}ogx-1\.5\/ollama\/a\.spec\.ts\/goes-away-for-good\n/);
    assert.match(out, /→ npm run recordings -- prune\n/);
    assert.deepEqual(await found('stays'), []);
    assert.deepEqual(await found('--setup', 'vllm'), []);
  });

  test('the fix of a renamed test fixes it, and the recording replays under its new name', async () => {
    const old = await folder.record(OLD, [chat('q', 'a')]);
    await folder.write('e2e/a.spec.ts', `test('${NEW[1]}', () => undefined);\n`);
    const [only, ...more] = await found();
    assert.deepEqual([only?.kind, only?.where, more], ['renamed', old, []]);
    const [command, ...names] = (only?.fix ?? '')
      .split(/npm run recordings -- | '|' '|'$/)
      .filter((part) => part !== '');
    assert.deepEqual([command, names], ['rename', [OLD.join(' › '), NEW.join(' › ')]]);
    const renamed = await folder.recordingsCommand('rename', ...names);
    assert.equal(renamed.code, 0, renamed.err);
    assert.deepEqual(await found(), []);
    assert.match(
      await folder.read('recordings/ogx-1.5/ollama/a.spec.ts/has-the-name/stack.json'),
      /"test": "a\.spec\.ts › has the name"/,
    );
  });

  test('prune deletes orphans and nothing else, and only when it may', async () => {
    const gone = await folder.record(GONE, []);
    const renamed = await folder.record(OLD, []);
    await folder.write(
      'recordings/ogx-1.5/ollama/external/x.py/t/providers.json',
      await folder.read(`recordings/${gone}/providers.json`),
    );
    const there = (path: string) => existsSync(folder.path('recordings', path));
    const dry = await folder.recordingsCommand('prune', '--tests', tests, '--dry-run');
    assert.equal(dry.code, 0);
    assert.match(dry.out, /^- ogx-1\.5\/ollama\/a\.spec\.ts\/goes-away-for-good$/m);
    assert.match(dry.out, /^= ogx-1\.5\/ollama\/a\.spec\.ts\/has-a-name$/m);
    const unasked = await folder.recordingsCommand('prune', '--tests', tests);
    assert.equal(unasked.code, 1);
    assert.match(unasked.err, /There is no terminal to ask at\.\nGive --yes/);
    assert.equal(there(gone), true);
    const { code } = await folder.recordingsCommand('prune', '--tests', tests, '--yes');
    assert.equal(code, 0);
    assert.deepEqual([there(gone), there(renamed)], [false, true]);
    await folder.recordingsCommand('prune', '--tests', tests, '--yes', '--renamed');
    assert.deepEqual(
      [there(renamed), there('ogx-1.5/ollama/a.spec.ts/stays'), there('ogx-1.5/ollama/external')],
      [false, true, true],
    );
  });

  test('an empty list of tests deletes nothing', async () => {
    await folder.write('tests.json', listing([]));
    const { code, err } = await folder.recordingsCommand('prune', '--tests', tests, '--yes');
    assert.equal(code, 1);
    assert.match(err, /The list of tests is empty/);
    assert.equal(existsSync(folder.path('recordings/ogx-1.5/ollama/a.spec.ts/stays')), true);
  });

  test('normalize rewrites what is laid out otherwise, once, and writes nothing when dry', async () => {
    const file = 'recordings/ogx-1.5/ollama/a.spec.ts/stays/providers.json';
    const good = await folder.read(file);
    await folder.write(file, JSON.stringify(JSON.parse(good)));
    const dry = await folder.recordingsCommand('normalize', '--dry-run');
    assert.deepEqual(
      [dry.code, dry.out],
      [0, 'ogx-1.5/ollama/a.spec.ts/stays/providers.json\n1 of 2 files would be rewritten.\n'],
    );
    assert.notEqual(await folder.read(file), good);
    assert.match((await folder.recordingsCommand('normalize')).out, /1 of 2 files rewritten/);
    assert.equal(await folder.read(file), good);
    assert.match((await folder.recordingsCommand('normalize')).out, /0 of 2 files rewritten/);
  });

  test('normalize brings format 1 up to date, and takes a providers.json without an exchange away', async () => {
    const asked = await folder.record(KEPT, [chat('q', '', { response: json({ temperature: 0 }) })]);
    const unasked = await folder.record(NEW, []);
    const text = JSON.stringify('{"temperature":0.0}');
    for (const path of [asked, unasked].flatMap((test) => [`${test}/providers.json`, `${test}/stack.json`])) {
      const now = await folder.read(`recordings/${path}`);
      const old = now.replace('"format": 2', '"format": 1').replace('"json": { "temperature": 0 }', `"text": ${text}`);
      await folder.write(`recordings/${path}`, old);
    }
    const shown = await folder.recordingsCommand('show', asked);
    assert.equal(shown.code, 1);
    assert.match(
      shown.out,
      /has format 1, this version reads format 2\. Bring it up to date: npm run recordings -- normalize/,
    );
    const { code, out, err } = await folder.recordingsCommand('normalize');
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^ogx-1\.5\/ollama\/a\.spec\.ts\/has-the-name\/providers\.json \(removed\)$/m);
    assert.match(out, /3 of 4 files rewritten, 1 removed\.\n$/);
    assert.equal(existsSync(folder.path('recordings', unasked, 'providers.json')), false);
    assert.match(await folder.read(`recordings/${unasked}/stack.json`), /"seam": "stack",\n {2}"answers": "none",/);
    const now = await folder.read(`recordings/${asked}/providers.json`);
    assert.match(now, /"body": \{ "json": \{ "temperature": 0\.0 \} \}/);
    assert.doesNotMatch(await folder.read(`recordings/${asked}/stack.json`), /"answers"/);
    assert.match((await folder.recordingsCommand('normalize')).out, /^0 of 3 files rewritten\.\n$/);
  });

  test('a damaged file stays as it is and is told', async () => {
    const file = 'recordings/ogx-1.5/ollama/a.spec.ts/stays/providers.json';
    await folder.write(file, '{"format": 7}');
    const { code, out } = await folder.recordingsCommand('normalize');
    assert.equal(code, 1);
    assert.match(out, /has format 7, this version reads format 2/);
    assert.equal(await folder.read(file), '{"format": 7}');
  });

  test('without a list, Playwright is asked for the tests of all projects', async () => {
    const { out, err } = await folder.recordingsCommand('verify', '--json');
    assert.equal(err, '');
    const all = Findings.parse(JSON.parse(out));
    const setups = new Set(all.filter(({ kind }) => kind === 'missing').map(({ where }) => where.split('/')[1]));
    for (const setup of ['gpt', 'ollama', 'vllm']) assert.ok(setups.has(setup), setup);
    assert.ok(all.some(({ kind, where }) => kind === 'orphan' && where === 'ogx-1.5/ollama/a.spec.ts/stays'));
  });
});
