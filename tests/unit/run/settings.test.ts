/** What a run is told by its environment. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveRun } from '../../../run/settings.ts';
import { loadSetups } from '../../../setups/load.ts';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';

const setups = loadSetups();
const distributions = loadDistributions();

function run(environment: Record<string, string> = {}, projects?: string[]) {
  return resolveRun(environment, setups, { project: '/p', distributions, projects });
}

const namesOf = (all: readonly { name: string }[]) => all.map(({ name }) => name);

test('the mode is replay unless a variable says otherwise', () => {
  assert.equal(run().mode, 'replay');
  assert.equal(run({ INFERENCE_MODE: '', OGX_TEST_INFERENCE_MODE: 'live' }).mode, 'live');
  assert.equal(run({ INFERENCE_MODE: 'record', LLAMA_STACK_TEST_INFERENCE_MODE: 'live' }).mode, 'record');
});

test('drift is shown unless it is to fail, to be taken over or not to be looked for', () => {
  assert.equal(run().drift, 'show');
  for (const drift of ['fail', 'accept', 'off'] as const) assert.equal(run({ DRIFT: drift }).drift, drift);
});

test('broken contracts fail their test unless they are only to be shown, or not looked for', () => {
  assert.equal(run().contractFindings, 'fail');
  for (const action of ['show', 'off'] as const)
    assert.equal(run({ CONTRACT_FINDINGS: action }).contractFindings, action);
});

test('a variable that has no meaning any more is refused, with the one that stands for it', () => {
  const fault = { message: /^RELATIONS=fail has no meaning any more\.\n.*\nSet CONTRACT_FINDINGS=fail instead\.$/ };
  assert.throws(() => run({ RELATIONS: 'fail' }), fault);
});

test('recorded answers go out as they are, unless a variable says otherwise', () => {
  assert.deepEqual(run().delivery, {});
  assert.deepEqual(run({ RECHUNK: '7', LATENCY: ' 20 ' }).delivery, { chunkBytes: 7, delay: 20 });
  for (const [variable, value] of [
    ['INFERENCE_MODE', 'live'],
    ['STACK_CONFIG', 'recorded'],
  ] as const) {
    const fault = { message: /^RECHUNK has no meaning in this run\.\n.*\nLeave RECHUNK out.*$/ };
    assert.throws(() => run({ RECHUNK: '7', [variable]: value }, ['ollama']), fault);
  }
});

test('a setting that is not understood is told in three lines, with the nearest word', () => {
  const wrong: [Record<string, string>, RegExp][] = [
    [
      { INFERENCE_MODE: 'rplay' },
      /^INFERENCE_MODE=rplay is no mode\.\n.*record-if-missing.*\nDid you mean replay\? .*$/,
    ],
    [
      { LLAMA_STACK_TEST_INFERENCE_MODE: 'rekord' },
      /^LLAMA_STACK_TEST_INFERENCE_MODE=rekord .*\n.*\nDid you mean record\?/,
    ],
    [{ DRIFT: 'yes' }, /^DRIFT=yes is no drift action\.\n.*show, fail, accept, off.*\nGive one of these.*$/],
    [{ STACK_CONFIG: 'ogxx' }, /^STACK_CONFIG=ogxx .*\n.*Did you mean `ogx`\?.*\nGive .*$/],
    [
      { STACK_CONFIG: 'server:ogx', STACK_PORT: 'x' },
      /^STACK_PORT=x .*\nA port is a number from 1 to 65535\.\nGive .*$/,
    ],
    [
      { E2E_TEXT_MODEL: 'openai/x' },
      /^E2E_TEXT_MODEL=openai\/x cannot be .* setup ollama\.\n.*\nGive one such as ollama\/x.*$/,
    ],
    [
      { RECHUNK: '0' },
      /^RECHUNK=0 is no number of bytes\.\nIt is a whole number from 1 .*\nGive one such as RECHUNK=7.*$/,
    ],
    [{ LATENCY: '1s' }, /^LATENCY=1s is no number of milliseconds\.\n.*\n.*$/],
    [{ E2E_EMBEDDING_DIMENSION: 'x' }, /^E2E_EMBEDDING_DIMENSION=x is no length of a vector\.\n.*\n.*$/],
  ];
  for (const [environment, message] of wrong) assert.throws(() => run(environment, ['ollama']), { message });
});

test('an unknown setup is refused with the nearest', () => {
  const message = /^There is no setup olama\.\nThe setups are: .*gpt, .*\nDid you mean ollama\? .*$/;
  assert.throws(() => run({}, ['gpt', 'olama']), { message });
  assert.throws(() => run({}, ['none-*']), /There is no setup none-\*/);
});

test('setups are chosen as Playwright chooses projects', () => {
  assert.deepEqual(namesOf(run({}, ['OLLAMA', 'g*t']).setups), ['gpt', 'ollama']);
  assert.deepEqual(namesOf(run({}, ['ollama-postgres']).setups), ['ollama-postgres']);
  assert.deepEqual(run({}, []).setups, []);
});

test('those that run by default are the ones that the line is recorded under', () => {
  const onOgx = ['gpt', 'ollama', 'stack', 'vllm'];
  const expected: [Record<string, string>, string[]][] = [
    [{}, onOgx],
    [{ STACK_CONFIG: 'recorded' }, onOgx],
    [{ STACK_CONFIG: 'ogx@1.4.1' }, onOgx],
    [{ STACK_CONFIG: './run.yaml' }, onOgx],
    [{ STACK_CONFIG: 'llama-stack-0.3' }, ['ollama', 'stack']],
    [{ STACK_CONFIG: 'server:llama-stack:8321' }, ['ollama', 'stack']],
    // nobody knows its line yet
    [{ STACK_CONFIG: 'http://127.0.0.1:1' }, onOgx],
  ];
  for (const [environment, names] of expected) {
    assert.deepEqual(
      namesOf(run(environment).projects.filter((each) => each.default)),
      names,
      JSON.stringify(environment),
    );
    assert.deepEqual(namesOf(run(environment).setups), names);
  }
  assert.deepEqual(namesOf(run({ STACK_CONFIG: 'llama-stack-0.3' }, ['gpt']).setups), ['gpt']);
});

test('a variable of a setup counts where the environment does not have it', () => {
  const { environment } = run({ POSTGRES_HOST: 'mine', POSTGRES_DB: '' }, ['ollama-postgres']);
  const { POSTGRES_HOST, POSTGRES_DB, POSTGRES_USER } = environment;
  assert.deepEqual([POSTGRES_HOST, POSTGRES_DB, POSTGRES_USER], ['mine', '', 'ogx']);
  assert.equal(run().environment['POSTGRES_HOST'], undefined);
});

test('nothing is written into the environment that is given', () => {
  const environment = Object.freeze({ E2E_TEXT_MODEL: 'ollama/x' });
  run(environment, ['ollama-postgres']);
});

test("a setup's own stack counts where the environment names none", () => {
  const configOf = (environment: Record<string, string>) => {
    const { stack } = run(environment, ['ollama-postgres']);
    return 'target' in stack ? [stack.kind, stack.target.line, stack.target.config?.split('/').at(-1)] : [stack.kind];
  };
  const own = ['launch', 'ogx-1.5', 'run-with-postgres-store.yaml'];
  assert.deepEqual(configOf({}), own);
  assert.deepEqual(configOf({ STACK_CONFIG: ' ' }), own);
  assert.deepEqual(configOf({ LLAMA_STACK_CONFIG: 'llama-stack' }), ['launch', 'llama-stack-0.7', undefined]);
  assert.equal(run({}, ['ollama-postgres']).recordSettings, 'STACK_CONFIG=ogx ');
});

test('the port of `server:` is its own, else that of the environment', () => {
  const portOf = (environment: Record<string, string>) => {
    const { stack } = run(environment);
    return stack.kind === 'server' ? stack.port : undefined;
  };
  assert.equal(portOf({ STACK_CONFIG: 'server:ogx:5', STACK_PORT: '6' }), 5);
  assert.equal(portOf({ STACK_CONFIG: 'server:ogx', STACK_PORT: '6' }), 6);
  assert.equal(portOf({ STACK_CONFIG: 'server:ogx' }), 8321);
  assert.equal(portOf({ STACK_CONFIG: 'ogx' }), undefined);
});

test('the line is that of the stack, or the one that the run names', () => {
  const lineOf = (environment: Record<string, string>) => run(environment).line;
  assert.equal(lineOf({}), 'ogx-1.5');
  assert.equal(lineOf({ STACK_CONFIG: 'ogx@1.4.1' }), 'ogx-1.4');
  assert.equal(lineOf({ STACK_CONFIG: 'ogx@1.4.1', RECORDINGS_LINE: 'ogx-1.5' }), 'ogx-1.5');
  assert.equal(lineOf({ STACK_CONFIG: 'recorded', RECORDINGS_LINE: 'llama-stack-0.3' }), 'llama-stack-0.3');
  assert.equal(lineOf({ STACK_CONFIG: 'http://127.0.0.1:1' }), undefined);
});

test('a stack says how many tests at once it takes; one that runs already does not', () => {
  const workersOf = (pointer: string) => run({ STACK_CONFIG: pointer }).workers;
  assert.deepEqual(workersOf('llama-stack-0.3'), { default: 2, maximum: 4 });
  assert.deepEqual(workersOf('ogx@1.4.1'), distributions[0]?.workers);
  assert.equal(workersOf('http://127.0.0.1:1'), undefined);
});

test('models that the run names are those of its setups', () => {
  const [ollama] = run({ E2E_TEXT_MODEL: 'ollama/other' }, ['ollama']).setups;
  assert.equal(ollama?.models.text.id, 'ollama/other');
});
