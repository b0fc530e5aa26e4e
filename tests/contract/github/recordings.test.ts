/** What the workflows do with recordings: the steps' own scripts in temporary repositories. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { root, World } from '../../fakes/github/world.ts';

const github = join(root, 'scripts', 'github');
const [example = ''] = globSync('recordings/ogx-1.5/ollama/chat/*/*', { cwd: root }).sort();
const FORK = 'jo/my-e2e';

/** Two clones of one branch: `recorder` runs untrusted code, `head` is where trusted code commits. */
describe('recordings on their way into a branch', () => {
  let world: World;
  let sha: string;

  beforeEach(async () => {
    world = new World();
    await world.repository(FORK);
    await world.git('.', 'init', '--quiet', 'recorder');
    await world.git('recorder', 'remote', 'add', 'origin', world.path(`remotes/${FORK}.git`));
    await world.git('recorder', 'switch', '--quiet', '--create', 'change');
    world.write('recorder/.gitignore', 'node_modules\ncli\npacked\n');
    sha = await world.commit('recorder', 'recordings/LICENSES.md');
    await world.git('recorder', 'push', '--quiet', 'origin', 'change');
    await world.git('.', 'clone', '--quiet', '--branch', 'change', `remotes/${FORK}.git`, 'head');
    // the recorder's own copy of the program
    symlinkSync(join(root, 'node_modules'), world.path('recorder/node_modules'));
    symlinkSync(join(root, 'cli'), world.path('recorder/cli'));
    world.write('out', '');
  });
  afterEach(() => world.remove());

  function record(to = example, change: (text: string) => string = (text) => text): void {
    cpSync(join(root, example), world.path(`recorder/${to}`), { recursive: true });
    const file = world.path(`recorder/${to}/providers.json`);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  const pack = () =>
    world.run('recorder', join(github, 'pack-changed.sh'), ['packed/recordings.tar.gz'], {
      PROJECT: world.path('recorder'),
      GITHUB_OUTPUT: world.path('out'),
    });

  const commit = (environment: Record<string, string> = {}) =>
    world.run('.', join(github, 'commit-recordings.sh'), [], {
      HEAD_DIR: 'head',
      HEAD_BRANCH: 'change',
      HEAD_SHA: sha,
      PACKED_DIR: 'recorder/packed',
      REPORT: 'report.md',
      GITHUB_OUTPUT: world.path('out'),
      ...environment,
    });

  const outputs = () => readFileSync(world.path('out'), 'utf8');
  const tip = () => world.git('recorder', 'ls-remote', 'origin', 'refs/heads/change');

  async function refused(why: RegExp, environment: Record<string, string> = {}): Promise<void> {
    const { code } = await commit(environment);
    assert.match(readFileSync(world.path('report.md'), 'utf8'), why);
    assert.equal(code, 1);
    assert.match(outputs(), /pushed=false/);
    assert.ok((await tip()).startsWith(sha), 'the branch must be as it was');
  }

  test('new recordings are packed, unpacked, checked, committed and pushed', async () => {
    record();
    const packed = await pack();
    assert.equal(packed.code, 0, packed.error);
    const { code, out, error } = await commit();
    assert.equal(code, 0, out + error);
    assert.match(outputs(), /changed=true\npushed=true/);
    await world.git('recorder', 'fetch', '--quiet', 'origin');
    const files = await world.git('recorder', 'diff', '--name-only', sha, 'origin/change');
    assert.deepEqual(
      files.split('\n').map((file) => dirname(file)),
      [example, example],
    );
    assert.match(readFileSync(world.path('report.md'), 'utf8'), /\* ogx-1\.5 ollama: 2/);
  });

  test('nothing recorded anew is no archive, and no commit', async () => {
    assert.equal((await pack()).code, 0);
    assert.match(outputs(), /changed=false/);
    const { code, out } = await commit();
    assert.equal(code, 0);
    assert.match(out, /Nothing was recorded anew/);
    assert.ok((await tip()).startsWith(sha));
  });

  test('only what changed is packed, so that archives of two jobs do not undo each other', async () => {
    record();
    await world.commit('recorder', 'more');
    const other = example.replace('/ollama/', '/vllm/');
    record(other);
    assert.equal((await pack()).code, 0);
    const { out } = await world.run('recorder', 'tar', ['-tzf', 'packed/recordings.tar.gz']);
    const files = out.split('\n').filter((file) => file.endsWith('s.json') || file.endsWith('k.json'));
    assert.ok(files.length >= 2 && files.every((file) => file.includes('/vllm/')), out);
  });

  test('a branch that has moved on is left alone', async () => {
    record();
    await pack();
    await world.commit('head', 'more');
    await refused(/moved on since commit/);
  });

  test('a link in place of the recordings leads nowhere', async () => {
    record();
    await pack();
    mkdirSync(world.path('elsewhere'));
    rmSync(world.path('head/recordings'), { recursive: true });
    symlinkSync(world.path('elsewhere'), world.path('head/recordings'));
    await refused(/has a link in its folder recordings/);
    assert.deepEqual(
      globSync('**', { cwd: world.path('elsewhere') }).filter((file) => file !== '.'),
      [],
    );
  });

  test('an archive with something else than recordings is refused whole', async () => {
    world.write('recorder/evil/.github/workflows/x.yml', 'on: push');
    world.write('recorder/evil/manifest.json', '{"format":1,"kind":"recordings","files":[]}');
    mkdirSync(world.path('recorder/packed'));
    const { code } = await world.run('recorder', 'tar', [
      '-czf',
      'packed/a.tar.gz',
      '-C',
      'evil',
      'manifest.json',
      '.github/workflows/x.yml',
    ]);
    assert.equal(code, 0);
    await refused(/An archive of recordings is not what it should be/);
    assert.ok(!existsSync(world.path('head/recordings/.github')));
  });

  test('what looks like a key goes nowhere', async () => {
    const key = `sk-proj-${'Ab1'.repeat(20)}`;
    record(example, (text) => text.replace(/"content": "[^"]*"/, `"content": "${key}"`));
    const { code, error } = await pack();
    assert.equal(code, 1);
    assert.match(error, /looks like a key/);
    assert.ok(!error.includes(key));
    cpSync(world.path(`recorder/${example}`), world.path(`head/${example}`), { recursive: true });
    await world.git('recorder', 'checkout', '--quiet', '--', '.');
    record(example.replace('/ollama/', '/vllm/'));
    rmSync(world.path(`recorder/${example}`), { recursive: true });
    assert.equal((await pack()).code, 0);
    await refused(/hold what looks like a key/);
  });

  test('more than recordings is never committed', async () => {
    record();
    await pack();
    world.write('head/stray.txt', 'x');
    await refused(/More than recordings would change/);
  });

  test('a branch that cannot be pushed to says how to get the recordings', async () => {
    record();
    await pack();
    await world.git('head', 'remote', 'set-url', 'origin', world.path('remotes/gone.git'));
    await refused(/could not be pushed[^]*gh run download/);
  });

  test('the comment is put under the pull request of the very branch', async () => {
    world.write('report.md', 'New recordings.\n');
    world.answer('pr list', [
      { number: 3, headRepository: { name: 'e2e' }, headRepositoryOwner: { login: 'eve' } },
      { number: 7, headRepository: { name: 'my-e2e' }, headRepositoryOwner: { login: 'jo' } },
    ]);
    const environment = {
      REPOSITORY: 'acme/e2e',
      HEAD_REPOSITORY: FORK,
      HEAD_BRANCH: 'change',
      RUN_URL: 'https://github.com/run/2',
      REPORT: 'report.md',
    };
    const { code } = await world.run('.', join(github, 'comment.sh'), [], environment);
    assert.equal(code, 0);
    assert.ok(
      world.asked().includes('pr comment 7 --repo acme/e2e --edit-last --create-if-none --body-file -'),
      world.asked().join('\n'),
    );
    const none = await world.run('.', join(github, 'comment.sh'), [], { ...environment, HEAD_REPOSITORY: 'no/body' });
    assert.deepEqual([none.code, world.asked().filter((line) => line.startsWith('pr comment')).length], [0, 1]);
  });
});
