/** What the global setup hands on, and what a worker makes of it. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ZodError } from 'zod';
import { currentRun, handedOn, handOn } from '../../../run/hand-over.ts';

const both = {
  configured: {
    mode: 'replay' as const,
    ci: false,
    github: false,
    projects: [{ name: 'gpt', default: true, leaves: ['@stack'] }],
  },
  setups: ['gpt'],
  models: {},
  recordings: '/r',
  line: 'ogx-1.5',
  recordSettings: '',
  drift: 'show' as const,
};
const running = {
  ...both,
  stack: 'running' as const,
  stackUrl: 'http://127.0.0.1:1',
  gatewayUrl: 'http://127.0.0.1:2',
  token: 't',
  id: 'run',
  version: 'ogx 1.5.0',
  mode: 'record' as const,
  direct: false,
};

afterEach(() => {
  delete process.env['E2E_RUN'];
  delete process.env['NODE_COMPILE_CACHE'];
});

test('a run on a stack reaches the workers as it is', () => {
  const run = { ...running, tag: '@line', models: { text: 'ollama/x', dimension: 3 } };
  handOn(run);
  assert.deepEqual(currentRun(), run);
});

test('workers take compiled code from the cache folder, unless the caller has another place', () => {
  handOn(running);
  assert.match(process.env['NODE_COMPILE_CACHE'] ?? '', /compiled$/);
  process.env['NODE_COMPILE_CACHE'] = '/mine';
  handOn(running);
  assert.equal(process.env['NODE_COMPILE_CACHE'], '/mine');
});

test('a run on recorded answers is a replay, at an address where nobody is', () => {
  handOn({ ...both, stack: 'recorded' });
  assert.deepEqual(currentRun(), { ...both, stack: 'recorded', mode: 'replay', stackUrl: 'http://recorded.invalid' });
});

test('what is no run is neither handed on nor taken', () => {
  assert.throws(() => handOn({ ...running, stackUrl: 'nowhere' }), ZodError);
  assert.equal(handedOn(), undefined);
  process.env['E2E_RUN'] = JSON.stringify({ ...running, more: 1 });
  assert.throws(() => currentRun(), ZodError);
});

test('a worker without a run says how specs are run', () => {
  assert.throws(() => currentRun(), /Run the specs with the project's own playwright\.config\.ts/);
});
