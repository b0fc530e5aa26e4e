/** What every workflow keeps to, whoever edits it. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from '../../fakes/github/world.ts';

const step = z.looseObject({ uses: z.string().optional(), run: z.string().optional() });
const permissions = z.record(z.string(), z.string());
const job = z.looseObject({
  'timeout-minutes': z.number(),
  permissions: permissions.optional(),
  environment: z.string().optional(),
  steps: z.array(step).min(1),
});
const workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions,
  concurrency: z.looseObject({ group: z.string() }),
  jobs: z.record(z.string(), job),
});
const matrix = z.object({ include: z.array(z.object({ line: z.string(), setup: z.string() })) });
const action = z.looseObject({ runs: z.looseObject({ steps: z.array(step) }) });

const workflows = globSync('.github/workflows/*.yml', { cwd: root }).sort();
const actions = globSync('.github/actions/*/action.yml', { cwd: root });

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

for (const file of workflows) {
  describe(file, () => {
    const { on, permissions: outer, jobs } = workflow.parse(parse(textOf(file)));

    test('may read only, and says per job what it may write', () => {
      assert.ok(Object.values(outer).every((right) => right === 'read'));
    });

    test('runs no code of a pull request with rights of the repository', () =>
      assert.ok(!('pull_request_target' in on)));

    test('gives secrets to no job that a pull request starts', () => {
      if (!('pull_request' in on)) return;
      for (const [name, { environment, ...rest }] of Object.entries(jobs)) {
        if (!JSON.stringify(rest).includes('secrets.')) continue;
        assert.ok(environment, `job ${name} has secrets without an environment that guards them`);
        assert.match(String(rest['if']), /^github\.event_name == 'workflow_dispatch' &&/);
      }
    });
  });
}

describe('steps', () => {
  const steps = [
    ...workflows.flatMap((file) =>
      Object.values(workflow.parse(parse(textOf(file))).jobs).flatMap((each) => each.steps),
    ),
    ...actions.flatMap((file) => action.parse(parse(textOf(file))).runs.steps),
  ];

  test('name actions by their full commit, with the version beside it', () => {
    for (const file of [...workflows, ...actions]) {
      for (const line of textOf(file)
        .split('\n')
        .filter((line) => /^\s*(- )?uses:/.test(line))) {
        assert.match(line, /uses: (\.\/|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/, file);
      }
    }
  });

  test('put no expression into a shell: names of branches and inputs come through the environment', () => {
    for (const { run } of steps) assert.doesNotMatch(run ?? '', /\$\{\{/);
  });

  test('install no browser', () => {
    for (const { run } of steps) assert.doesNotMatch(run ?? '', /playwright install/);
  });

  test('leave no token in a clone', () => {
    for (const each of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      assert.match(JSON.stringify(each), /"persist-credentials":false/);
    }
  });

  test('call scripts that are there and can be run', () => {
    for (const { run } of steps) {
      for (const [script] of (run ?? '').matchAll(/scripts\/[\w/.-]+\.(sh|ts)/g)) {
        assert.ok(existsSync(join(root, script)), script);
        if (script.endsWith('.sh')) execFileSync('test', ['-x', join(root, script)]);
      }
    }
  });
});

describe('the lists in workflows', () => {
  test('nightly looks at every distribution, and at every setup with providers that runs by default', async () => {
    const { loadDistributions } = await import('../../../stack/pointer/distribution.ts');
    const { loadSetups } = await import('../../../setups/load.ts');
    const { jobs } = workflow.parse(parse(textOf('.github/workflows/nightly.yml')));
    const listed = (name: string) => JSON.stringify(jobs[name]?.['strategy']);
    for (const { name } of loadDistributions()) assert.ok(listed('newest').includes(`"${name}"`), name);
    for (const { name } of loadSetups().filter((each) => each.default && each.answers === 'recorded'))
      assert.ok(listed('live').includes(`"${name}"`), name);
  });
});

test('a label records every line under the setups that are replayed, one job each', () => {
  const { jobs } = workflow.parse(parse(textOf('.github/workflows/record.yml')));
  assert.match(JSON.stringify(jobs['local']?.['strategy']), /needs\.plan\.outputs\.matrix/);
  const jobsOf = (...options: string[]) => {
    const out = execFileSync(process.execPath, ['scripts/github/matrix.ts', ...options], {
      cwd: root,
      encoding: 'utf8',
    });
    return matrix.parse(JSON.parse(/^matrix=(.*)$/m.exec(out)?.[1] ?? '')).include;
  };
  const whole = jobsOf('--whole').map(({ line, setup }) => `${line} ${setup}`);
  assert.deepEqual(whole, [...new Set(jobsOf().map(({ line, setup }) => `${line} ${setup}`))]);
});

const actionlint = [process.env['ACTIONLINT'], 'actionlint'].find(
  (program) => program && spawnSync(program, ['--version']).status === 0,
);

test(
  'actionlint finds nothing',
  { skip: actionlint || process.env['GITHUB_ACTIONS'] ? false : 'actionlint is not on PATH' },
  () => {
    assert.ok(actionlint, 'actionlint is not on PATH; the workflow installs it with "go install"');
    const { stdout, status } = spawnSync(actionlint, ['-no-color'], { cwd: root, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  },
);
