/** `npm run recordings -- rename` with names and spec files: the real command line on a small project. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { z } from 'zod';
import type { RecordingsFolder } from '../../builders/recordings.ts';
import { differing, renamedProject, snapshot, type Snapshot } from '../../builders/renamed-project.ts';

const HELLO = 'chat/answer.spec.ts › says hello';
const FOLDERS = ['llama-stack-0.3', 'ogx-1.5'].map((line) => `recordings/${line}/ollama`);

describe('recordings rename', () => {
  let project: RecordingsFolder;
  let before: Snapshot;
  beforeEach(async () => {
    project = await renamedProject();
    before = await snapshot(project);
  });
  afterEach(() => project.remove());

  const rename = (...args: string[]) => project.recordingsCommand('rename', ...args);
  const changed = async () => differing(before, await snapshot(project));

  test('a test has its new title in specs, recordings, gaps, sources and mapping, and nothing else is changed', async () => {
    const { code, out, err } = await rename(HELLO, "answers 'hello' with: it's me");
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^Recordings: llama-stack-0\.3\/ollama \(1\), ogx-1\.5\/ollama \(1\)$/m);
    assert.match(out, /^Has old names: docs\/coverage\.md \("npm run coverage" writes it anew\)$/m);
    assert.match(out, /^1 test renamed\.\n$/m);
    const now = await snapshot(project);
    const expected = new Map(before);
    const replace = (path: string, old: string, text: string) =>
      expected.set(path, (expected.get(path) ?? '').replace(old, text));
    const name = "chat/answer.spec.ts › answers 'hello' with: it's me";
    replace('e2e/chat/answer.spec.ts', "'says hello'", `"answers 'hello' with: it's me"`);
    replace('setups/lines/ogx-1.5.yaml', `test: ${HELLO}`, `test: "${name}"`);
    replace('docs/reference-tests.yaml', `- ${HELLO}`, `- "${name}"`);
    replace('e2e/sources.yaml', `- ${HELLO}`, `- "${name}"`);
    for (const folder of FOLDERS) {
      for (const file of ['providers.json', 'stack.json']) {
        const [old, moved] = ['says-hello', 'answers-hello-with-it-s-me'].map(
          (slug) => `${folder}/chat/answer.spec.ts/${slug}/${file}`,
        );
        expected.set(moved ?? '', before.get(old ?? '') ?? '');
        expected.delete(old ?? '');
        replace(moved ?? '', `"test": "${HELLO}"`, `"test": "${name}"`);
      }
    }
    assert.deepEqual(differing(expected, now), []);
  });

  test('what is said twice is said in full, or one of the candidates is to be named', async () => {
    const { code, err } = await rename('says hello', 'greets');
    assert.equal(code, 2);
    assert.match(
      err,
      /"says hello" names 2 tests or describes\.\nGive one of these:\n {2}chat\/answer\.spec\.ts › says/,
    );
    assert.match(err, /\n {2}files\/list\.spec\.ts › says hello\n/);
    assert.deepEqual(await changed(), []);
    assert.equal((await rename('a stream › ends once', 'emits one end')).code, 0);
    assert.match(await project.read('e2e/chat/answer.spec.ts'), /test\('emits one end'/);
  });

  test('an unknown name is told with the one that was meant', async () => {
    const { code, err } = await rename('ends onec', 'ends');
    assert.equal(code, 2);
    assert.match(err, /^No test or describe is named "ends onec"\.\n.*\nDid you mean "ends once"\?\n/);
    assert.match((await rename(`${HELLO}w`, 'x')).err, /Did you mean "chat\/answer\.spec\.ts › says hello"\?/);
    assert.match((await rename('--file', 'chat/anwser.spec.ts', 'b.spec.ts')).err, /mean "chat\/answer\.spec\.ts"\?/);
  });

  test('a describe takes its tests and its pattern along', async () => {
    const { code, out } = await rename('a stream', 'a streamed answer');
    assert.equal(code, 0, out);
    assert.match(out, /^2 tests renamed\.$/m);
    assert.match(await project.read('e2e/chat/answer.spec.ts'), /test\.describe\('a streamed answer',/);
    const gaps = await project.read('setups/lines/ogx-1.5.yaml');
    assert.equal(
      gaps,
      (before.get('setups/lines/ogx-1.5.yaml') ?? '').replaceAll('› a stream ›', '› a streamed answer ›'),
    );
    for (const folder of FOLDERS) {
      const text = await project.read(`${folder}/chat/answer.spec.ts/a-streamed-answer-says-one/stack.json`);
      assert.match(text, /"test": "chat\/answer\.spec\.ts › a streamed answer › says one"/);
    }
  });

  test('a title that is put together is left to a person, and all else is done', async () => {
    const { code, out } = await rename('says one', 'counts to one');
    assert.equal(code, 1);
    assert.match(out, /^By hand: e2e\/chat\/answer\.spec\.ts: "says one" is put together there; change it to "counts/m);
    assert.ok((await changed()).includes(`${FOLDERS[0]}/chat/answer.spec.ts/a-stream-counts-to-one/stack.json`));
    assert.ok(!(await changed()).includes('e2e/chat/answer.spec.ts'));
  });

  test('a spec that has the new title already is left as it is', async () => {
    const edited = (before.get('e2e/chat/answer.spec.ts') ?? '').replace('says hello', 'greets');
    await project.write('e2e/chat/answer.spec.ts', edited);
    const { code, out } = await rename(HELLO, 'chat/answer.spec.ts › greets');
    assert.equal(code, 0, out);
    assert.equal(await project.read('e2e/chat/answer.spec.ts'), edited);
    assert.match(await project.read('e2e/sources.yaml'), /› greets$/m);
  });

  test('a moved spec file takes its tests, its patterns and its imports along', async () => {
    const { code, out, err } = await rename('--file', 'e2e/chat/answer.spec.ts', 'v1/chat/whole.spec.ts');
    assert.deepEqual([code, err], [0, ''], out);
    const now = await snapshot(project);
    assert.ok(!now.has('e2e/chat/answer.spec.ts'));
    assert.equal(
      now.get('e2e/v1/chat/whole.spec.ts'),
      before.get('e2e/chat/answer.spec.ts')?.replace('../../fixtures', '../../../fixtures'),
    );
    const renamed = (path: string) => before.get(path)?.replaceAll('chat/answer.spec.ts', 'v1/chat/whole.spec.ts');
    for (const path of ['setups/lines/ogx-1.5.yaml', 'setups/suites/suites.yaml', 'docs/reference-tests.yaml'])
      assert.equal(now.get(path), renamed(path));
    assert.match(now.get('e2e/sources.yaml') ?? '', /tests: \[v1\/chat\/\*\]/);
    assert.deepEqual(
      [...now.keys()].filter((path) => path.includes('answer.spec.ts')),
      [],
    );
    assert.ok(now.has(`${FOLDERS[1]}/v1/chat/whole.spec.ts/a-stream-ends-once/providers.json`));
    const back = await rename('--file', 'v1/chat/whole.spec.ts', 'files/list.spec.ts');
    assert.deepEqual(
      [back.code, back.err.split('\n')[0]],
      [2, 'e2e/files/list.spec.ts exists already. Nothing was changed.'],
    );
  });

  test('a name that is taken, or has the words of one, is refused, and nothing is touched', async () => {
    for (const title of ['ends once', 'ends, once!']) {
      const { code, err } = await rename('says one', title);
      assert.equal(code, 1);
      assert.match(err, /^Tests would share a name, or titles with the same words\. Nothing was changed\.\n/);
      assert.ok(
        err.includes(`  chat/answer.spec.ts › a stream › says one\n    → chat/answer.spec.ts › a stream › ${title}`),
      );
    }
    assert.deepEqual(await changed(), []);
  });

  test('a folder of recordings that is taken is refused, and nothing is touched', async () => {
    await project.write('recordings/ogx-1.5/ollama/files/list.spec.ts/greets/notes.md', 'mine');
    const { code, err } = await rename('files/list.spec.ts › says hello', 'greets');
    assert.equal(code, 1);
    assert.match(err, /^1 folder of recordings is taken already\. Nothing was changed\.\n/);
    assert.match(err, /\n {2}\/.*\/recordings\/ogx-1\.5\/ollama\/files\/list\.spec\.ts\/greets\n$/);
    assert.deepEqual(await changed(), ['recordings/ogx-1.5/ollama/files/list.spec.ts/greets/notes.md']);
  });

  test('--dry-run says what a rename would do, and does nothing', async () => {
    const { code, out } = await rename(HELLO, 'greets', '--dry-run');
    assert.equal(code, 0);
    for (const path of ['e2e/chat/answer.spec.ts', 'e2e/sources.yaml', 'setups/lines/ogx-1.5.yaml'])
      assert.ok(out.includes(`Changed: ${path}\n`), out);
    assert.match(out, /^1 test would be renamed\.$/m);
    assert.deepEqual(await changed(), []);
  });

  test('--json is one document of what was done', async () => {
    const { out } = await rename('ends once', 'emits one end', '--json');
    const Document = z.object({
      renames: z.array(z.object({ from: z.string(), to: z.string() })),
      moves: z.array(z.object({ from: z.string(), to: z.string() })),
      files: z.array(z.object({ from: z.string(), to: z.string() })),
      byHand: z.array(z.string()),
    });
    const { renames, moves, files, byHand } = Document.parse(JSON.parse(out));
    assert.deepEqual(
      renames.map(({ to }) => to),
      ['chat/answer.spec.ts › a stream › emits one end'],
    );
    assert.deepEqual([moves.length, files.length, byHand], [2, 2, []]);
  });

  test('wrong usage is told with exit code 2', async () => {
    const wrong = [['a'], ['a', 'b', 'c'], ['--map', 'm.yaml', 'a'], [HELLO, 'a › b']];
    for (const args of wrong) {
      const { code, err } = await rename(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(err, /(See: npm run recordings -- rename --help|\nGive .*)\n$/);
    }
    assert.equal((await rename('--file', 'chat/answer.spec.ts', '../x.spec.ts')).code, 2);
    assert.deepEqual(await changed(), []);
  });
});
