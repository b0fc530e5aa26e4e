/** `npm run recordings -- rename --map`, and that a rename is done as a whole or not at all. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { stringify } from 'yaml';
import type { RecordingsFolder } from '../../builders/recordings.ts';
import { differing, renamedProject, snapshot, type Snapshot } from '../../builders/renamed-project.ts';

const HELLO = 'chat/answer.spec.ts › says hello';
const ENDS = 'chat/answer.spec.ts › a stream › ends once';
const ONE = 'chat/answer.spec.ts › a stream › says one';
const LIST = 'files/list.spec.ts › says hello';

const QUESTION = 'chat/answer.spec.ts a stream ?';
const FOLDER = 'recordings/ogx-1.5/ollama';
const STOP = join(import.meta.dirname, '../../builders/stop-at-rename.ts');

describe('recordings rename --map', () => {
  let project: RecordingsFolder;
  let before: Snapshot;
  beforeEach(async () => {
    project = await renamedProject();
    before = await snapshot(project);
  });
  afterEach(() => project.remove());

  const writeMap = (renames: Record<string, string>) =>
    project.write('map.yaml', stringify(Object.entries(renames).map(([from, to]) => ({ from, to }))));
  const rename = async (renames: Record<string, string>, ...args: string[]) =>
    project.recordingsCommand('rename', '--map', await writeMap(renames), ...args);
  const changed = async () => differing(before, await snapshot(project)).filter((path) => path !== 'map.yaml');
  const text = (snapshot: Snapshot, path: string) => snapshot.get(path) ?? `no ${path}`;
  /** The test that a recording states, and the question that it was recorded with. */
  const recorded = async (path: string) => {
    const recording = await project.read(`${FOLDER}/${path}/providers.json`);
    return [/"test": "(.*)"/.exec(recording)?.[1], /"content": "(.*?)"/.exec(recording)?.[1]];
  };

  test('tests that swap their names swap their recordings and their gaps', async () => {
    const { code, out, err } = await rename({ [ENDS]: ONE, [ONE]: ENDS });
    assert.deepEqual([code, err], [0, ''], out);
    assert.match(out, /^2 tests renamed\.$/m);
    assert.deepEqual(await recorded('chat/answer.spec.ts/a-stream-says-one'), [
      ONE,
      QUESTION.replace('?', 'ends once'),
    ]);
    assert.deepEqual(await recorded('chat/answer.spec.ts/a-stream-ends-once'), [
      ENDS,
      QUESTION.replace('?', 'says one'),
    ]);
    const gaps = text(before, 'setups/lines/ogx-1.5.yaml');
    assert.equal(await project.read('setups/lines/ogx-1.5.yaml'), gaps.replace(`['${ENDS}']`, `['${ONE}']`));
  });

  test('a chain of names is followed one step, into other spec files too, and spec files stay as they are', async () => {
    const moved = 'responses/answer.spec.ts › an answer › greets';
    const { code, out, err } = await rename({ [HELLO]: moved, [ONE]: HELLO, [ENDS]: ENDS });
    assert.deepEqual([err, code], ['', 1], out);
    assert.deepEqual(await recorded('responses/answer.spec.ts/an-answer-greets'), [
      moved,
      'chat/answer.spec.ts says hello',
    ]);
    assert.deepEqual(await recorded('chat/answer.spec.ts/says-hello'), [HELLO, QUESTION.replace('?', 'says one')]);
    const now = await snapshot(project);
    assert.ok(!now.has(`${FOLDER}/chat/answer.spec.ts/a-stream-says-one/stack.json`));
    assert.deepEqual(
      (await changed()).filter((path) => path.endsWith('.spec.ts')),
      [],
    );
    assert.match(await project.read('setups/lines/ogx-1.5.yaml'), /- test: 'chat\/answer\.spec\.ts › \*'\n/);
    assert.match(
      out,
      /^By hand: e2e\/sources\.yaml:1: "chat\/\*" cannot stand for its tests any more, which are now /m,
    );
  });

  test('an unknown name, a name given twice, and a file that is no list are refused, and nothing is touched', async () => {
    const unknown = await rename({ [`${HELLO}w`]: 'chat/answer.spec.ts › x', [ONE]: 'chat/answer.spec.ts › y' });
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /^No test is named so: 1 of 2\. Nothing was changed\.\n/);
    assert.match(unknown.err, /\n {2}chat\/.* says hellow\n {4}Did you mean "chat\/answer\.spec\.ts › says hello"\?\n/);
    const twice = await rename({ [HELLO]: 'chat/answer.spec.ts › x', [ONE]: 'chat/answer.spec.ts › x' });
    assert.match(
      twice.err,
      /names tests more than once\. Nothing was changed\.\n.*\n {2}to: chat\/.* › x \(2 times\)\n/,
    );
    assert.match((await rename({ 'says hello': ONE })).err, /is no list of renames.*\n.*<spec file below e2e\/>/);
    const missing = await project.recordingsCommand('rename', '--map', project.path('none.yaml'));
    assert.deepEqual([missing.code, /none\.yaml cannot be read/.test(missing.err)], [2, true]);
    assert.deepEqual(await changed(), []);
  });

  test('one collision among many renames leaves all as it was', async () => {
    const renames = { [HELLO]: 'chat/answer.spec.ts › greets', [LIST]: 'files/list.spec.ts › lists' };
    const words = await rename({ ...renames, [ONE]: 'chat/answer.spec.ts › a stream: ends once' });
    assert.equal(words.code, 1);
    assert.match(words.err, /^Tests would share a name/);
    await project.write(`${FOLDER}/files/list.spec.ts/lists/stack.json`, '{}');
    assert.match((await rename(renames)).err, /^1 folder of recordings is taken already/);
    assert.deepEqual(await changed(), [`${FOLDER}/files/list.spec.ts/lists/stack.json`]);
  });

  test('a recording that is damaged is named, and nothing is touched', async () => {
    await project.write(`${FOLDER}/files/list.spec.ts/says-hello/stack.json`, '{ "format": 1, "te');
    const { code, err } = await rename({ [LIST]: 'files/list.spec.ts › lists', [HELLO]: 'chat/answer.spec.ts › x' });
    assert.equal(code, 1);
    assert.match(
      err,
      /^ogx-1\.5\/ollama\/files\/list\.spec\.ts\/says-hello\/stack\.json does not begin as a recording/,
    );
    assert.deepEqual(await changed(), [`${FOLDER}/files/list.spec.ts/says-hello/stack.json`]);
  });

  const GREETS = 'chat/answer.spec.ts › greets';
  const SWAP = { [ENDS]: ONE, [ONE]: ENDS, [HELLO]: GREETS };
  /** Three folders on two lines, each out of its place and another into it; the mapping, the gaps and the sources. */
  const STEPS = 15;
  const stopped = async (at: number, by: 'kill' | 'error') =>
    project.recordingsCommandWith(
      [STOP],
      { STOP_AT: String(at), STOP_BY: by },
      'rename',
      '--map',
      await writeMap(SWAP),
    );

  test('whichever file cannot be moved, all is as it was', async () => {
    for (const at of [0, 5, 6, 7, STEPS - 1]) {
      const { code, err } = await stopped(at, 'error');
      assert.equal(code, 1);
      assert.match(err, /cannot be moved to .*: no room left\.\nNothing was changed\./);
      assert.deepEqual(await changed(), [], `at ${at}`);
    }
  });

  test('whenever it is killed, all files are whole, and the next rename begins with all as it was', async () => {
    await rename(SWAP);
    const after = await snapshot(project);
    await rename({ [ENDS]: ONE, [ONE]: ENDS, [GREETS]: HELLO });
    assert.deepEqual(await changed(), []);
    for (const at of [0, 4, 7, 12, STEPS - 1]) {
      assert.notEqual((await stopped(at, 'kill')).code, 0);
      for (const [path, content] of await snapshot(project)) {
        if (path.includes('.rename-')) continue;
        assert.ok([before.get(path), after.get(path)].includes(content) || path === 'map.yaml', `${path} at ${at}`);
      }
      const dry = await rename({ [HELLO]: 'chat/answer.spec.ts › x' }, '--dry-run');
      assert.match(dry.err, /^An earlier rename was interrupted\.\n/);
      const next = await project.recordingsCommand('rename', 'no such title', 'x');
      assert.match(next.out, /^What an interrupted rename had changed is as before\.$/m);
      assert.deepEqual(await changed(), [], `at ${at}`);
    }
    assert.equal((await stopped(STEPS, 'kill')).code, 0);
    await project.write('map.yaml', after.get('map.yaml') ?? '');
    assert.deepEqual(differing(after, await snapshot(project)), []);
  });
});
