import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseStack, type Circumstances } from '../../../stack/supervisor/choose.ts';
import { loadDistributions } from '../../../stack/pointer/distribution.ts';
import { parsePointer } from '../../../stack/pointer/pointer.ts';
import type { KeptStack } from '../../../stack/supervisor/registry.ts';
import type { LaunchTarget } from '../../../stack/pointer/target.ts';
import { wantedStack } from '../../../stack/pointer/wanted-stack.ts';

const distributions = loadDistributions();
const ogx: LaunchTarget = { kind: 'launch', base: 'ogx-1.5', line: 'ogx-1.5', version: '1.5.0' };
const old: LaunchTarget = { kind: 'launch', base: 'llama-stack-0.3', line: 'llama-stack-0.3', version: '0.3.5' };

function keptAt(port: number, target: LaunchTarget, project = '/p', code = 'a'): KeptStack {
  const access = { stackUrl: `http://127.0.0.1:${port}`, gatewayUrl: '', token: '', line: target.line, version: 'it' };
  return { access, project, target, fingerprint: { code, pins: '1' }, supervisor: { pid: 7, started: '1' } };
}

function choose(pointer: string, kept: KeptStack[], more: Partial<Circumstances> = {}) {
  const { project = '/p', providers = [], recordingsLine } = more;
  const around = { project, distributions, providers, line: recordingsLine, port: () => 8321 };
  return chooseStack(wantedStack(parsePointer(pointer, distributions), around), {
    project,
    distributions,
    kept,
    providers,
    recordingsLine,
    fingerprint: () => ({ code: 'a', pins: '1' }),
    ci: false,
    ...more,
  });
}

test('without a pointer the default distribution is started, and only a person may fall back', () => {
  assert.deepEqual(choose('', []), { kind: 'start', target: ogx, fallback: true });
  assert.deepEqual(choose('', [], { ci: true }), { kind: 'start', target: ogx, fallback: false });
  assert.deepEqual(choose('ogx', []), { kind: 'start', target: ogx, fallback: false });
});

test('a kept stack is used without a pointer, or by its name', () => {
  const kept = keptAt(1, ogx);
  for (const pointer of [
    '',
    'ogx',
    'starter',
    'ogx@1.5.0',
    'server:ogx:1',
    'http://localhost:1',
    'http://127.0.0.1:1/v1',
  ])
    assert.deepEqual(choose(pointer, [kept]), { kind: 'kept', kept });
  assert.deepEqual(choose('', [keptAt(2, old), kept]), { kind: 'kept', kept });
});

test('a kept stack of another project, distribution, version or config is not used', () => {
  assert.deepEqual(choose('ogx', [keptAt(1, ogx, '/other')]), choose('ogx', []));
  assert.deepEqual(choose('ogx', [keptAt(1, old)]), choose('ogx', []));
  assert.deepEqual(choose('ogx@1.5.1', [keptAt(1, ogx)]), choose('ogx@1.5.1', []));
  assert.deepEqual(choose('./run.yaml', [keptAt(1, ogx)]), {
    kind: 'start',
    target: { ...ogx, config: '/p/run.yaml' },
    fallback: false,
  });
});

test('a kept stack that is out of date is an error that names what changed', () => {
  for (const pointer of ['', 'ogx', 'server:ogx:1', 'http://127.0.0.1:1'])
    assert.throws(
      () => choose(pointer, [keptAt(1, ogx, '/p', 'b')]),
      /process 7 [^]*has changed: code\.\n.*npm run stack/,
    );
});

test('another run config of a distribution is another stack, on the recordings of its line', () => {
  const folder = distributions.find(({ line }) => line === 'llama-stack-0.3')?.folder ?? '';
  const onPostgres = { ...old, config: join(folder, 'on-postgres.yaml') };
  const pointer = 'llama-stack-0.3::on-postgres.yaml';
  assert.deepEqual(choose(pointer, [keptAt(1, old)]), { kind: 'start', target: onPostgres, fallback: false });
  const kept = keptAt(1, onPostgres);
  assert.deepEqual(choose(pointer, [kept]), { kind: 'kept', kept });
  assert.deepEqual(choose('llama-stack-0.3', [kept]), choose('llama-stack-0.3', []));
});

test('`server:` takes what we keep at its port, else starts there', () => {
  assert.deepEqual(choose('server:ogx', []), { kind: 'start', target: { ...ogx, port: 8321 }, fallback: false });
  assert.deepEqual(choose('server:ogx:5', [keptAt(1, ogx)]), choose('server:ogx:5', []));
  assert.throws(() => choose('server:ogx:1', [keptAt(1, old)]), /Port 1 has it, kept by process 7, and not the stack/);
});

test('a URL is attached to', () => {
  const target = { kind: 'attach', url: 'http://127.0.0.1:8321' };
  assert.deepEqual(choose('http://127.0.0.1:8321', []), { kind: 'start', target, fallback: false });
});

test('a stack that is started takes the recordings of another line; a kept one that has others is refused', () => {
  const more = { recordingsLine: 'ogx-1.5' };
  const started = { kind: 'start', target: { ...old, line: 'ogx-1.5' }, fallback: false };
  assert.deepEqual(choose('llama-stack-0.3', [], more), started);
  const kept = keptAt(1, old);
  assert.deepEqual(choose('llama-stack-0.3', [kept], { recordingsLine: 'llama-stack-0.3' }), { kind: 'kept', kept });
  assert.throws(
    () => choose('llama-stack-0.3', [kept], more),
    /process 7 keeps replays .* llama-stack-0\.3, not of ogx-1\.5/,
  );
});

test('recorded answers are those of the default line, or of the one that the run names', () => {
  assert.deepEqual(choose('recorded', []), { kind: 'recorded', line: 'ogx-1.5' });
  const line = 'llama-stack-0.3';
  assert.deepEqual(choose('recorded', [], { recordingsLine: line }), { kind: 'recorded', line });
});

test('a provider whose mount is optional is mounted by a run that uses it, and asked of a kept stack', () => {
  const groq = { providers: ['ollama', 'groq'] };
  const target = { ...ogx, mounts: ['groq'] };
  assert.deepEqual(choose('ogx', [], groq), { kind: 'start', target, fallback: false });
  const note = 'The stack kept at http://127.0.0.1:1 does not have groq: this run starts its own.';
  assert.deepEqual(choose('ogx', [keptAt(1, ogx)], groq), { kind: 'start', target, fallback: false, note });
  const kept = keptAt(1, target);
  assert.deepEqual(choose('ogx', [kept], groq), { kind: 'kept', kept });
  assert.throws(() => choose('server:ogx:1', [keptAt(1, ogx)], groq), /does not have groq\.\n[^]*--project=<setup>/);
});
