/** The script that starts recording on GitHub: real git repositories, a fake gh. */
import assert from 'node:assert/strict';
import { symlinkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { root, World } from '../../fakes/github/world.ts';

const script = join(root, 'scripts', 'github', 'schedule-record-workflow.sh');
const UPSTREAM = 'acme/e2e';
// renamed since: the remote's address still has the old name
const FORK = 'jo/my-e2e';

interface Pull {
  number: number;
  state: string;
  repository?: string | null;
  oid?: string;
}

describe('schedule-record-workflow.sh', () => {
  let world: World;
  let tip: string;

  beforeEach(async () => {
    world = new World();
    for (const name of [UPSTREAM, FORK]) {
      await world.repository(name);
      world.answer(`api repos/${name}`, { full_name: name });
      world.answer(`api repos/${name}/actions/workflows/record.yml`, { state: 'active' });
      world.answer(`api repos/${name}/contents/.github/workflows/record.yml?ref=change`, {});
    }
    world.answer('api repos/jo/e2e', { full_name: FORK });
    await world.alias('https://github.com/acme/e2e.git', UPSTREAM);
    await world.alias('git@github.com:jo/e2e.git', FORK);
    await world.git('.', 'init', '--quiet', 'clone');
    await world.commit('clone', 'readme');
    await world.git('clone', 'remote', 'add', 'upstream', 'https://github.com/acme/e2e.git');
    await world.git('clone', 'remote', 'add', 'origin', 'git@github.com:jo/e2e.git');
    await world.git('clone', 'push', '--quiet', 'upstream', 'main');
    await world.git('clone', 'switch', '--quiet', '--create', 'change');
    tip = await world.commit('clone', 'change');
    await world.git('clone', 'push', '--quiet', 'origin', 'change');
    world.answer('repo view', {
      nameWithOwner: FORK,
      parent: { name: 'e2e', owner: { login: 'acme' } },
      defaultBranchRef: { name: 'main' },
    });
    world.answer('runs-before', [{ databaseId: 1, url: 'https://github.com/run/1' }]);
    world.answer('runs-after', [
      { databaseId: 2, url: 'https://github.com/run/2' },
      { databaseId: 1, url: 'https://github.com/run/1' },
    ]);
    pulls({ number: 7, state: 'OPEN' });
  });
  afterEach(() => world.remove());

  function pulls(...all: Pull[]): void {
    world.answer(
      'pr list',
      all.map(({ number, state, repository = FORK, oid = tip }) => {
        const [login = '', name = ''] = repository?.split('/') ?? [];
        return {
          number,
          state,
          url: `https://github.com/pull/${number}`,
          headRefOid: oid,
          headRepository: repository === null ? null : { name },
          headRepositoryOwner: { login },
        };
      }),
    );
  }

  const schedule = (...args: string[]) => world.run('clone', script, args);

  async function refused(pattern: RegExp, ...args: string[]): Promise<void> {
    const { code, error } = await schedule(...args);
    assert.match(error, pattern);
    assert.equal(code, 1);
    assert.ok(!world.asked().some((line) => line.startsWith('workflow run')), 'nothing may be started');
  }

  test('starts the workflow on the fork of the pull request, whatever its name is today, and prints the run', async () => {
    const { code, out, error } = await schedule(
      '--test-suite',
      'responses',
      '--test-provider=vllm',
      '-k',
      'test_a or b',
      '--branch=change',
      '--stack-config=llama-stack-0.3',
    );
    assert.equal(code, 0, error);
    assert.match(
      out,
      /Pull request: #7[^]*Started on jo\/my-e2e, branch change: suite responses, setup vllm[^]*, stack llama-stack-0\.3\.[^]*run\/2/,
    );
    assert.ok(
      world
        .asked()
        .includes(
          'workflow run record.yml --repo jo/my-e2e --ref change -f suite=responses -f setup=vllm -f subdirs= -f pattern=test_a or b -f stack=llama-stack-0.3',
        ),
    );
    assert.ok(world.asked().some((line) => line.startsWith('pr list --repo acme/e2e --head change --state all')));
  });

  test('takes the branch that is checked out, and the suite base', async () => {
    const { code, out } = await schedule();
    assert.equal(code, 0);
    assert.match(out, /branch change: suite base\./);
  });

  test('follows the run, and takes its exit code', async () => {
    world.set('run-watch', '3');
    const { code } = await schedule('--watch');
    assert.equal(code, 3);
    assert.ok(world.asked().includes('run watch 2 --repo jo/my-e2e --exit-status'));
  });

  test('without a pull request it goes to the remote that has the branch', async () => {
    pulls();
    const { code, out, error } = await schedule();
    assert.equal(code, 0, error);
    assert.match(out, /No pull request comes from change\.[^]*Started on jo\/my-e2e/);
  });

  test('a pull request of a stranger with the same branch name is not ours', async () => {
    pulls({ number: 3, state: 'MERGED', repository: 'eve/e2e' }, { number: 7, state: 'OPEN' });
    assert.match((await schedule()).out, /#7/);
  });

  test('an older pull request of the branch that was merged does not matter beside an open one', async () => {
    pulls({ number: 3, state: 'MERGED' }, { number: 7, state: 'OPEN' });
    assert.match((await schedule()).out, /#7/);
  });

  test('refuses a merged and a closed pull request', async () => {
    pulls({ number: 7, state: 'MERGED' });
    await refused(/#7 of jo\/my-e2e is merged: [^]*make a new branch/);
    pulls({ number: 8, state: 'CLOSED' });
    await refused(/#8 of jo\/my-e2e is closed/);
  });

  test('refuses a pull request whose fork is gone', async () => {
    pulls({ number: 7, state: 'OPEN', repository: null });
    await refused(/The fork of that pull request is gone/);
  });

  test('refuses two open pull requests from branches of one name', async () => {
    pulls({ number: 7, state: 'OPEN' }, { number: 9, state: 'OPEN', repository: UPSTREAM });
    await refused(/Several open pull requests[^]*#7 of jo\/my-e2e[^]*#9 of acme\/e2e/);
  });

  test('refuses a branch that was never pushed, and says where to', async () => {
    pulls();
    await world.git('clone', 'switch', '--quiet', '--create', 'other');
    await refused(/No remote has a branch other:[^]*jo\/my-e2e origin[^]*git push --set-upstream/);
  });

  test('refuses commits that are not pushed', async () => {
    await world.commit('clone', 'more');
    await refused(/1 commit\(s\) of change are not pushed to jo\/my-e2e[^]*git push origin change/);
  });

  test('refuses a branch that is behind, and one that diverged', async () => {
    await world.commit('clone', 'more');
    await world.git('clone', 'push', '--quiet', 'origin', 'change');
    await world.git('clone', 'reset', '--quiet', '--hard', tip);
    pulls({ number: 7, state: 'OPEN', oid: await world.git('clone', 'rev-parse', 'origin/change') });
    await refused(/jo\/my-e2e has 1 commit\(s\) of change that you do not have[^]*git pull origin change/);
    await world.commit('clone', 'otherwise');
    await refused(/have diverged[^]*git pull --rebase/);
  });

  test('refuses the default branch, and a detached head', async () => {
    await refused(/main is the default branch/, '--branch', 'main');
    await world.git('clone', 'checkout', '--quiet', '--detach');
    await refused(/No branch is checked out/);
  });

  test('refuses a fork without the workflow, one where it is off, and a branch without it', async () => {
    world.answer(`api repos/${FORK}/actions/workflows/record.yml`, { state: 'disabled_fork' });
    await refused(/is off \(disabled_fork\)[^]*gh workflow enable/);
    world.answer(`api repos/${FORK}/actions/workflows/record.yml`, { state: 'active' });
    world.set(join('api', `repos_jo_my-e2e_contents_.github_workflows_record.yml_ref_change.json`), 'no JSON');
    await refused(/Branch change of jo\/my-e2e has no \.github\/workflows\/record\.yml/);
    world.set(join('api', `repos_jo_my-e2e_actions_workflows_record.yml.json`), 'no JSON');
    await refused(/has no workflow record\.yml on its default branch[^]*gh repo sync jo\/my-e2e/);
  });

  test('says which tool is missing, and that gh is not logged in', async () => {
    world.set('logged-out');
    await refused(/gh is not logged in[^]*gh auth login/);
    for (const missing of ['gh', 'jq']) {
      const bin = world.path(`bin-without-${missing}`);
      mkdirSync(bin);
      for (const tool of ['env', 'bash', 'git', 'gh', 'jq', 'cat'].filter((each) => each !== missing)) {
        const { out } = await world.run('.', 'bash', ['-c', `command -v ${tool}`]);
        symlinkSync(out.trim(), join(bin, tool));
      }
      const { code, error } = await world.run('clone', script, [], { PATH: bin });
      assert.match(error, new RegExp(`^${missing} is not installed`));
      assert.equal(code, 1);
    }
  });

  test('refuses what it does not understand, with exit code 2', async () => {
    for (const [args, pattern] of [
      [['--tset-suite', 'x'], /no option --tset-suite/],
      [['--test-suite'], /--test-suite needs a value/],
      [['--test-subdirs', 'files'], /names no setup/],
      [['--test-suite', 'respnses'], /no suite respnses\. Did you mean responses\?/],
      [['--test-provider', 'olama'], /no setup olama\. Did you mean ollama\?/],
      [['--test-pattern', 'test_no_such_function'], /docs\/reference-tests\.yaml knows none/],
      [['--test-subdirs', 'files', '--test-suite', 'base'], /exclude each other/],
    ] as const) {
      const { code, error } = await schedule(...args);
      assert.match(error, pattern);
      assert.equal(code, 2);
    }
    assert.equal((await schedule('--help')).code, 0);
  });
});
