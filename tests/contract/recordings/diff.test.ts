/** `npm run recordings -- diff` in a real git repository. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { chat, json, providersOf, RecordingsFolder, stackOf, textOf } from '../../builders/recordings.ts';

const Differences = z.array(
  z.object({ kind: z.string(), differences: z.array(z.object({ recorded: z.string(), live: z.string() })) }),
);
const answer = (id: string) => json({ id, created: id.length, choices: [{ message: { content: 'same' } }] });

describe('recordings diff', () => {
  let folder: RecordingsFolder;
  before(async () => {
    folder = await RecordingsFolder.make();
    await folder.git('init', '-q', '-b', 'main');
    await folder.record(['a.spec.ts', 'changes'], [chat('q', 'old')]);
    await folder.record(['a.spec.ts', 'says the same'], [chat('q', '', { response: answer('chatcmpl-aaaaaaaa') })]);
    await folder.record(['a.spec.ts', 'has an old name'], [chat('which name?', 'this')]);
    await folder.record(['a.spec.ts', 'goes away'], [chat('still here?', 'yes')]);
    await folder.git('add', '.');
    await folder.git('commit', '-qm', 'one');
    await folder.record(['a.spec.ts', 'changes'], [chat('q', 'néw')]);
    await folder.record(['a.spec.ts', 'says the same'], [chat('q', '', { response: answer('chatcmpl-bbbbbbbbb') })]);
    await folder.git(
      'mv',
      'recordings/ogx-1.5/ollama/a.spec.ts/has-an-old-name',
      'recordings/ogx-1.5/ollama/a.spec.ts/has-a-new-one',
    );
    await folder.git('rm', '-rq', 'recordings/ogx-1.5/ollama/a.spec.ts/goes-away');
    await folder.record(['a.spec.ts', 'is added'], [chat('new?', 'yes')]);
  });
  after(() => folder.remove());

  const EXPECTED = `- removed ogx-1.5/ollama/a.spec.ts/goes-away
+ added ogx-1.5/ollama/a.spec.ts/is-added
> renamed ogx-1.5/ollama/a.spec.ts/has-an-old-name
 to ogx-1.5/ollama/a.spec.ts/has-a-new-one
~ changed ogx-1.5/ollama/a.spec.ts/changes
 call 1.response.content.choices[0].message.content: recorded "old", now "néw"
 exchange 1.response.content.choices[0].message.content: recorded "old", now "néw"
4 tests: 1 added, 1 removed, 1 renamed, 1 changed
`;

  const diff = async (...args: string[]) => {
    const { code, out, err } = await folder.recordingsCommand('diff', ...args);
    return { code, out: out.replace(/ +/g, ' '), err };
  };

  test('HEAD against the work tree, then the same two revisions', async () => {
    assert.deepEqual(await diff(), { code: 1, out: EXPECTED, err: '' });
    await folder.git('add', '.');
    await folder.git('commit', '-qm', 'two');
    for (const revisions of [['HEAD~1'], ['HEAD~1', 'HEAD'], ['HEAD~1..HEAD'], ['HEAD~1..main']]) {
      assert.deepEqual(await diff(...revisions), { code: 1, out: EXPECTED, err: '' }, revisions.join(' '));
    }
    assert.deepEqual(await diff(), { code: 0, out: 'No difference in meaning.\n', err: '' });
  });

  test('patterns narrow it, and JSON tells the values', async () => {
    const { out } = await folder.recordingsCommand('diff', 'HEAD~1', 'HEAD', '--json', '--', 'changes');
    const found = Differences.parse(JSON.parse(out));
    assert.deepEqual(
      found.map(({ kind, differences }) => [kind, differences[0]?.recorded, differences[0]?.live]),
      [['changed', 'old', 'néw']],
    );
  });

  test('two files of one seam', async () => {
    const [a, b, c] = await Promise.all([
      folder.write('a.json', textOf(providersOf('t', [chat('q', 'old')]))),
      folder.write('b.json', textOf(providersOf('t', [chat('q', 'new')]))),
      folder.write('c.json', textOf(stackOf('t', [chat('q', 'new')]))),
    ]);
    assert.equal((await diff(a, a)).code, 0);
    const found = await diff(a, b);
    assert.equal(found.code, 1);
    assert.match(found.out, /exchange 1\.response\.content\.choices\[0\]\.message\.content: recorded "old", now "new"/);
    assert.equal((await diff(a, c)).code, 2);
  });

  test('a word that is no revision is wrong usage, also one that looks like an option of git', async () => {
    const { code, err } = await diff('no-such-branch');
    assert.equal(code, 2);
    assert.match(err, /"no-such-branch" is no revision that git knows/);
    assert.equal((await diff('..--output=x')).code, 2);
  });
});
