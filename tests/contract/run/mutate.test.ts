/** `npm run mutate` by its real command line, on a tiny project: which changes it says were noticed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { PROJECT_VARIABLE } from '../../../folders/folders.ts';
import { recordingFolder } from '../../../replay/recording/location.ts';

const root = join(import.meta.dirname, '../../..');

const CONFIG = `
import { defineStackConfig } from '../entries/config.ts';
export default defineStackConfig({ project: import.meta.dirname });
`;
const SPEC = `
import { expect, test } from '../../fixtures/index.ts';
test('says what it is', { tag: '@stack' }, async ({ http }) => {
  const { status, body } = await http.get('/v1/thing');
  expect(status).toBe(200);
  expect(body).toMatchObject({ object: 'thing' });
});
test('does not hold', { tag: '@stack' }, async ({ http }) => {
  expect((await http.get('/v1/thing')).status).toBe(500);
});
`;
const Report = z.object({
  judged: z.number(),
  noticed: z.number(),
  withDrift: z.number(),
  unjudged: z.number(),
  by: z.record(z.string(), z.number()),
  page: z.string(),
});

describe('changes of a tiny recording', () => {
  const folder = mkdtempSync(join(root, '.tiny-mutate-'));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));

  before(() => {
    mkdirSync(join(folder, 'e2e'));
    writeFileSync(join(folder, 'playwright.config.ts'), CONFIG);
    writeFileSync(join(folder, 'e2e', 'thing.spec.ts'), SPEC);
    for (const title of ['says what it is', 'does not hold']) record(title);
  });

  /** Three places: the status, one that is claimed, and one that is not. */
  function record(title: string): void {
    const below = recordingFolder({ setup: 'stack', spec: 'thing.spec.ts', titlePath: [title] });
    const file = join(folder, 'recordings', 'ogx-1.5', below, 'stack.json');
    const response = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { json: { object: 'thing', extra: true } },
    };
    const recording = {
      format: 2,
      test: `thing.spec.ts › ${title}`,
      setup: 'stack',
      recorded: '2026-11-28',
      stack: 'ogx 1.5.0',
      seam: 'stack',
      answers: 'none',
      calls: [{ request: { method: 'GET', path: '/v1/thing' }, response }],
    };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(recording, null, 2)}\n`);
  }

  async function mutate(...args: string[]) {
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    const options = ['--seam=stack', '--setup=stack', `--out=${join(folder, 'out')}`, '--sample=20', ...args];
    const child = spawn(process.execPath, [join(root, 'cli/mutate.ts'), ...options], {
      cwd: folder,
      env: {
        ...inherited,
        FORCE_COLOR: '0',
        STACK_CONFIG: 'ogx-1.5',
        E2E_CACHE: join(folder, 'cache'),
        CONTRACT_FINDINGS: 'off',
        [PROJECT_VARIABLE]: JSON.stringify({ project: folder }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
    return { code: child.exitCode, out, error };
  }

  test('what a claim watches is noticed, what none does is told, and a test that fails unchanged judges nothing', async () => {
    const { code, out, error } = await mutate('--json');
    assert.equal(code, 0, out + error);
    const { judged, noticed, withDrift, unjudged, by, page } = Report.parse(JSON.parse(out));
    assert.deepEqual([judged, noticed, withDrift, unjudged], [3, 2, 3, 3], out + error);
    assert.deepEqual([by['claim'], by['drift']], [2, 1]);
    const told = readFileSync(page, 'utf8');
    assert.match(told, /### GET \/v1\/thing\n[^#]*\| extra \|/);
    assert.doesNotMatch(told.slice(told.indexOf('## Places')), /\| object \|/);
  });

  test('goes on where it was stopped, and does not try again what was tried', async () => {
    const file = join(folder, 'out', 'stack-ogx-1.5-stack-20-1.jsonl');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)?.slice(0, 4)}`);
    const { code, out, error } = await mutate('--json', '--resume');
    assert.equal(code, 0, out + error);
    assert.match(error, new RegExp(`${lines.length - 2} tried before`));
    assert.equal(Report.parse(JSON.parse(out)).judged, 3);
  });

  test('fewer noticed than --least end with 1', async () => {
    const { code, out, error } = await mutate('--resume', '--least=90');
    assert.equal(code, 1, out + error);
    assert.match(out, /2 of 3 noticed, 66\.7 %/);
  });

  test('with --runs=none nothing runs, and no claim is heard; the provider seam has nothing to say without a run', async () => {
    const { code, out, error } = await mutate('--json', '--runs=none');
    assert.equal(code, 0, out + error);
    const { judged, noticed, unjudged, by } = Report.parse(JSON.parse(out));
    assert.deepEqual([judged, noticed, unjudged, by['claim']], [6, 2, 0, 0], out + error);
    assert.doesNotMatch(error, /NO STACK IS TESTED/);
    const refused = await mutate('--runs=none', '--seam=provider');
    assert.equal(refused.code, 2, refused.error);
    assert.match(refused.error, /is for --seam=stack/);
  });

  test('with --runs=rest a change that a relation notices is not run, and others are', async () => {
    const { code, out, error } = await mutate('--json', '--runs=rest');
    assert.equal(code, 0, out + error);
    const { judged, noticed, unjudged, by } = Report.parse(JSON.parse(out));
    assert.deepEqual([judged, noticed, unjudged], [3, 2, 3], out + error);
    assert.deepEqual([by['claim'], by['relation']], [1, 1]);
  });

  test('a run in which no test runs is an error, and no score', async () => {
    const spec = join(folder, 'e2e', 'thing.spec.ts');
    writeFileSync(spec, `import './nowhere.ts';\n${SPEC}`);
    const { code, out, error } = await mutate('--seed=3').finally(() => writeFileSync(spec, SPEC));
    assert.equal(code, 1, out + error);
    assert.match(error, /nowhere/);
    assert.match(error, /No test ran, so that none can judge a change/);
    assert.doesNotMatch(out, /noticed/);
  });

  test('outcomes of other recordings are refused, not mixed', async () => {
    const file = join(folder, 'out', 'stack-ogx-1.5-stack-20-2.jsonl');
    cpSync(join(folder, 'out', 'stack-ogx-1.5-stack-20-1.jsonl'), file);
    const { code, error } = await mutate('--resume', '--seed=2');
    assert.equal(code, 2);
    assert.match(error, /has the outcomes of another sample/);
  });
});
