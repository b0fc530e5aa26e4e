/** Three shards, merged, tell the same as one run: the real command line, the real gateway, a fake stack and provider. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { tinyRun } from '../../builders/tiny-world.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';
import { fakeStack, type FakeStack } from '../../fakes/stack.ts';

const CONFIG = `
import { defineConfig } from '@playwright/test';
export default defineConfig({
  testDir: '.', fullyParallel: true, workers: 2, timeout: 10_000, outputDir: 'results',
  globalSetup: '../builders/tiny-run.ts',
  projects: [{ name: 'ollama', use: { setupName: 'ollama' } }],
});
`;

const SPEC = (file: string) => `
import { expect, test as base } from '../../fixtures/index.ts';
const test = base.extend({
  setup: [async ({}, use) => use({
    name: 'tiny', recordings: 'tiny', provider: 'ollama', providers: ['ollama'], default: true, capabilities: [],
    models: { text: { id: 'ollama/m' }, embedding: { id: 'ollama/e', dimension: 1 } },
    lacking: [],
    gaps: [{ test: '${file} › known gap', in: 'received', is: 1, why: 'stated' }],
  }), { scope: 'worker' }],
});
const say = (client, content: string) => client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] });
for (const word of ['one', 'two', 'three', 'four']) {
  test(word, async ({ client }) => { expect((await say(client, word)).id).toBe('answer'); });
}
test('known gap', async ({ client }) => { await say(client, 'gap'); expect(1).toBe(7); });
test('needs what the setup has not', { tag: '@tools' }, async () => undefined);
test('misses', async ({ client }) => { await say(client, process.env.WORD ?? 'recorded'); });
`;

/** Stands for the line of releases of the runs that are merged. */
const LINE = 'line-1';

const result = z.object({ status: z.string() });
const run = z.object({
  projectName: z.string(),
  status: z.string(),
  results: z.array(result),
  annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
});
const spec = z.object({ title: z.string(), file: z.string(), tags: z.array(z.string()), tests: z.array(run) });
const suite = z.object({
  specs: z.array(spec),
  get suites() {
    return z.array(suite).optional();
  },
});
const report = z.object({ suites: z.array(suite) });

function specsOf(one: z.infer<typeof suite>): z.infer<typeof spec>[] {
  return [...one.specs, ...(one.suites ?? []).flatMap(specsOf)];
}

describe('shards', () => {
  let provider: FakeProvider;
  let gateway: GatewayUnderTest;
  let stack: FakeStack;
  let folder: string;

  before(async () => {
    provider = await fakeProvider((_message, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"answer","choices":[]}');
    });
    gateway = await GatewayUnderTest.start({ upstream: provider.url, provider: 'ollama' });
    stack = await fakeStack(`${gateway.gateway.url}/ollama`);
    folder = await mkdtemp(join(import.meta.dirname, '../../.tiny-'));
    await writeFile(join(folder, 'playwright.config.ts'), CONFIG);
    for (const file of ['a.spec.ts', 'b.spec.ts']) await writeFile(join(folder, file), SPEC(file));
    assert.equal(await playwright({ INFERENCE_MODE: 'record', WORD: 'recorded' }, 'test', '--reporter=line'), 0);
  });
  after(async () => {
    await rm(folder, { recursive: true, force: true });
    await stack.close();
    await gateway.stop();
    await provider.close();
  });

  async function playwright(environment: Record<string, string>, ...args: string[]): Promise<number> {
    const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      env: {
        ...inherited,
        FORCE_COLOR: '0',
        ...tinyRun({ stackUrl: stack.url, gateway }),
        WORD: 'never recorded',
        ...environment,
      },
      stdio: 'ignore',
    });
    const [code]: unknown[] = await once(child, 'exit');
    return Number(code);
  }

  /** What a JSON report says of every test, in one order. */
  async function told(name: string): Promise<unknown[]> {
    const { suites } = report.parse(JSON.parse(await readFile(join(folder, name), 'utf8')));
    return suites
      .flatMap(specsOf)
      .flatMap(({ file, title, tags, tests }) =>
        tests.map(({ projectName, status, results, annotations }) => ({
          test: [projectName, file, ...tags.filter((tag) => tag !== LINE), title].join(' '),
          outcome: [status, ...results.map((each) => each.status)],
          annotations: annotations.map(({ type, description }) => `${type}: ${description}`).sort(),
        })),
      )
      .sort((a, b) => a.test.localeCompare(b.test));
  }

  const merge = (json: string, blobs: string) =>
    playwright({ PLAYWRIGHT_JSON_OUTPUT_FILE: json }, 'merge-reports', '--reporter=json', blobs);

  test('tell the same tests, outcomes and annotations as one run; equal tests of two lines are kept apart', async () => {
    const json = 'whole.json';
    const code = await playwright(
      { PLAYWRIGHT_JSON_OUTPUT_FILE: json, PLAYWRIGHT_BLOB_OUTPUT_FILE: 'blobs/other.zip', PWTEST_BOT_NAME: 'line-2' },
      'test',
      '--reporter=json,blob',
    );
    for (const part of [1, 2, 3]) {
      const file = { PLAYWRIGHT_BLOB_OUTPUT_FILE: `shards/${part}.zip`, PWTEST_BOT_NAME: LINE };
      await playwright(file, 'test', `--shard=${part}/3`, '--reporter=blob', `--output=results-${part}`);
      await copyFile(join(folder, `shards/${part}.zip`), join(folder, `blobs/${part}.zip`));
    }
    assert.deepEqual([code, await merge('merged.json', 'shards'), await merge('both.json', 'blobs')], [1, 0, 0]);

    const whole = await told(json);
    assert.equal(whole.length, 14);
    assert.deepEqual(await told('merged.json'), whole);
    assert.equal((await told('both.json')).length, 28);
    const text = JSON.stringify(whole);
    for (const seen of ['"unexpected"', '"skipped"', 'answers from: local model', 'skip: Setup tiny', 'fail: stated']) {
      assert.ok(text.includes(seen), seen);
    }
  });
});
