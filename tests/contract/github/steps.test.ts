/** The small scripts that steps of the workflows run. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { root, World } from '../../fakes/github/world.ts';

const github = join(root, 'scripts', 'github');

describe('steps of the workflows', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  const verdict = (needs: Record<string, string>, jobs: string, reports: number) => {
    mkdirSync(world.path('blobs'), { recursive: true });
    for (let at = 0; at < reports; at++) world.write(`blobs/${at}.zip`, '');
    const results = Object.fromEntries(Object.entries(needs).map(([name, result]) => [name, { result }]));
    const environment = { NEEDS: JSON.stringify(results), JOBS: jobs };
    return world.run('.', join(github, 'verdict.sh'), ['blobs'], environment);
  };

  test('the required check is green when all jobs are, and every report is there', async () => {
    assert.equal((await verdict({ plan: 'success', replay: 'success' }, '2', 2)).code, 0);
  });

  for (const [what, needs, jobs, reports] of [
    ['a failed job', { plan: 'success', replay: 'failure' }, '1', 1],
    ['a cancelled job', { replay: 'cancelled' }, '1', 1],
    ['a skipped job', { replay: 'skipped' }, '1', 1],
    ['a missing report', { replay: 'success' }, '2', 1],
    ['no replay at all', { replay: 'success' }, '0', 0],
    ['no plan', { plan: 'failure' }, '', 0],
  ] as const) {
    test(`the required check is red for ${what}`, async () => {
      assert.equal((await verdict(needs, jobs, reports)).code, 1);
    });
  }

  test('suite and setup are settled for later steps, and a name cannot smuggle a variable in', async () => {
    const choose = (environment: Record<string, string>) =>
      world.run('.', join(github, 'choose.sh'), [], { GITHUB_ENV: world.path('env'), ...environment });
    assert.equal((await choose({ SUITE: 'responses' })).out, 'SUITE=responses\nSETUP=gpt\n');
    assert.equal((await choose({ SETUP: 'vllm', ALL: 'true' })).out, 'SUITE=\nSETUP=vllm\n');
    assert.equal((await choose({ SETUP: 'vllm\nPATH=/evil' })).code, 2);
    assert.match((await choose({ SUITE: 'nothing' })).error, /There is no suite "nothing"/);
    assert.ok(!readFileSync(world.path('env'), 'utf8').includes('evil'));
  });

  test('a setup is recorded by suite, by folders, or with all that it has', async () => {
    world.write('bin/npm', '#!/bin/sh\necho "STACK_CONFIG=$STACK_CONFIG npm $*"\n');
    await world.run('.', 'chmod', ['+x', 'bin/npm']);
    const record = (environment: Record<string, string>) =>
      world.run('.', join(github, 'record.sh'), [], {
        PATH: `${world.path('bin')}:${world.environment['PATH']}`,
        SETUP: 'ollama',
        ...environment,
      });
    const all = await record({ SUITE: '', MODE: 'record-if-missing' });
    assert.equal(all.out, 'STACK_CONFIG= npm run record -- --project=ollama --missing\n', all.error);
    const older = await record({ SUITE: '', STACK: 'llama-stack@0.3.5' });
    assert.equal(older.out, 'STACK_CONFIG=llama-stack@0.3.5 npm run record -- --project=ollama\n', older.error);
    const folders = await record({ SUITE: 'base', SUBDIRS: 'scoring' });
    assert.match(folders.error, /Folder scoring has no specs here/);
    assert.match((await record({ SUITE: 'nothing' })).error, /There is no suite nothing/);
  });

  describe('providers', () => {
    const start = (setup: string, environment: Record<string, string> = {}) =>
      world.run('.', join(github, 'start-providers.sh'), [setup], {
        GITHUB_ENV: world.path('env'),
        RUNNER_TEMP: world.folder,
        CONTAINER_ENGINE: world.path('bin/docker'),
        ...environment,
        PATH: `${world.path('bin')}:${world.environment['PATH']}`,
      });

    beforeEach(async () => {
      world.write('bin/docker', `#!/bin/sh\necho "docker $*" >>'${world.path('log')}'\n`);
      world.write(
        'bin/npm',
        `#!/bin/sh\necho "OLLAMA_URL=$OLLAMA_URL VLLM_URL=$VLLM_URL npm $*" >>'${world.path('log')}'\n` +
          '[ "$5" = llama-cpp-server ] && { echo "no compiler" >&2; exit 1; }\necho "URL_OF_$5=http://127.0.0.1:$7 KEY_OF_$5=none"\n',
      );
      await world.run('.', 'chmod', ['+x', 'bin/docker', 'bin/npm']);
    });

    test('of a setup are started as containers, each behind its front, and named to later steps', async () => {
      const { code, error } = await start('vllm');
      assert.equal(code, 0, error);
      const log = readFileSync(world.path('log'), 'utf8');
      assert.match(log, /docker run [^\n]*127\.0\.0\.1:8000:8000 e2e-vllm/);
      assert.match(log, /VLLM_URL=http:\/\/127\.0\.0\.1:8000 npm run --silent providers -- vllm --port 18101/);
      assert.match(log, /docker build [^\n]*containers\/ollama\/Containerfile/);
      assert.equal(
        readFileSync(world.path('env'), 'utf8'),
        ['vllm', 'ollama', 'gpt', 'tavily']
          .map((name, at) => `URL_OF_${name}=http://127.0.0.1:${18_101 + at}\nKEY_OF_${name}=none\n`)
          .join(''),
      );
    });

    test('are not started for tests that ask none', async () => {
      const { code, error } = await start('stack');
      assert.equal(code, 0, error);
      assert.ok(!existsSync(world.path('log')) && !existsSync(world.path('env')));
    });

    test('that do not come up say why', async () => {
      const { code, error } = await start('llama-cpp-server');
      assert.equal(code, 1);
      assert.match(error, /The provider llama-cpp-server did not come up\. Its last lines:\nno compiler/);
    });

    test('for guardrails are started once, also where the setup has them anyway', async () => {
      const { code, error } = await start('gpt');
      assert.equal(code, 0, error);
      assert.match(readFileSync(world.path('env'), 'utf8'), /^URL_OF_gpt=.*\n.*\nURL_OF_tavily=.*\n.*\n$/);
    });

    test('are not started where a key reaches the real one', async () => {
      assert.equal((await start('gpt', { OPENAI_API_KEY: 'k', TAVILY_SEARCH_API_KEY: 'k' })).code, 0);
      assert.ok(!existsSync(world.path('log')));
    });

    test('of a service are not there without its key, and those beside it are brought up', async () => {
      const { code, error } = await start('groq');
      assert.equal(code, 1);
      assert.match(error, /Groq cannot be brought up here\. Groq with GROQ_API_KEY, and Ollama/);
      assert.equal((await start('groq', { GROQ_API_KEY: 'k' })).code, 0);
      assert.match(readFileSync(world.path('env'), 'utf8'), /^URL_OF_ollama=.*\n.*\nURL_OF_gpt=.*\n.*\nURL_OF_tavily=/);
    });
  });

  test('the newest release of a new line is given the recordings and gaps of ours', async () => {
    world.write('python', '#!/bin/sh\necho "$4 (9.1.2)"\necho "Available versions: 9.1.2, 1.5.0"\n');
    await world.run('.', 'chmod', ['+x', 'python']);
    world.write('project/recordings/ogx-1.5/ollama/a.json', '{}');
    world.write('project/setups/lines/ogx-1.5.yaml', 'gaps: []');
    const environment = { STACK_PYTHON: world.path('python'), PROJECT: world.path('project') };
    const { out, error } = await world.run(
      '.',
      process.execPath,
      [join(github, 'newest-release.ts'), 'ogx'],
      environment,
    );
    assert.equal(out, 'stack=ogx@9.1.2\nline=ogx-9.1\nnewer=true\n', error);
    assert.ok(existsSync(world.path('project/recordings/ogx-9.1/ollama/a.json')));
    assert.ok(existsSync(world.path('project/setups/lines/ogx-9.1.yaml')));
  });

  test('the newest release of a name with several lines is compared with the newest of these', async () => {
    const newestOfName = async (released: string) => {
      world.write('python', `#!/bin/sh\necho "Available versions: ${released}, 0.3.5"\n`);
      await world.run('.', 'chmod', ['+x', 'python']);
      world.write('project/recordings/llama-stack-0.7/gpt/a.json', '{}');
      const environment = { STACK_PYTHON: world.path('python'), PROJECT: world.path('project') };
      const command = [join(github, 'newest-release.ts'), 'llama-stack'];
      return (await world.run('.', process.execPath, command, environment)).out;
    };
    assert.equal(await newestOfName('0.7.3'), 'stack=llama-stack@0.7.3\nline=llama-stack-0.7\nnewer=false\n');
    assert.equal(await newestOfName('0.7.4'), 'stack=llama-stack@0.7.4\nline=llama-stack-0.7\nnewer=true\n');
  });
});
