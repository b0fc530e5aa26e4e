/** Playwright's HTML report of a real run, in a real browser: tags to search for, steps that say what came of each call. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { installedChromium } from '../../../scripts/pictures/chromium.ts';
import { tinyWorld, type TinyWorld } from '../../builders/tiny-world.ts';

const SPEC = `
import { expect, test as base } from '../../../fixtures/index.ts';
const test = base.extend({
  setup: [async ({}, use) => use({
    name: 'tiny', recordings: 'tiny', provider: 'ollama', providers: ['ollama'], default: true, capabilities: [],
    models: { text: { id: 'ollama/m' }, embedding: { id: 'ollama/e', dimension: 1 } },
    lacking: [],
    gaps: [{ test: 'a.spec.ts › is a gap', in: 'received', is: 1, why: 'it is not right' }],
  }), { scope: 'worker' }],
});
const say = (client, content: string) => client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] });

test('is right', async ({ client }) => { expect((await say(client, 'x')).id).toBe('answer'); });
test('is a gap', async ({ client }) => { await say(client, 'g'); expect(1).toBe(7); });
test('misses', async ({ client }) => { await say(client, process.env.WORD ?? '').catch(() => undefined); });
`;

const executablePath = installedChromium();
const missing = executablePath === undefined && process.env['CI'] === undefined;

describe('the HTML report', { skip: missing ? 'no Chromium on PATH, and none named by CHROMIUM' : false }, () => {
  let world: TinyWorld;
  let browser: Browser;
  let page: Page;

  before(async () => {
    const enrichment = join(import.meta.dirname, '../../../reports/enrichment.ts');
    world = await tinyWorld({
      spec: SPEC,
      config: { reporter: [[enrichment], ['html', { open: 'never', outputFolder: 'html' }]] },
      answer: (_message, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"answer","choices":[]}');
      },
    });
    await world.project.run({ ...world.environment, INFERENCE_MODE: 'record', WORD: 'old' });
    await world.project.run({ ...world.environment, WORD: 'new' });
    browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
  });
  after(async () => {
    await browser?.close();
    await world.stop();
  });

  async function found(search: string): Promise<string[]> {
    await page?.close();
    page = await browser.newPage();
    const address = pathToFileURL(join(world.project.folder, 'html/index.html')).href;
    await page.goto(`${address}#?q=${encodeURIComponent(search)}`);
    await page.getByText(/^Filtered: /).waitFor();
    return (await page.locator('.test-file-title').allInnerTexts()).sort();
  }

  test('finds tests by what came of them, and by where their answers came from', async () => {
    assert.deepEqual(await found('@known-gap'), ['is a gap']);
    assert.deepEqual(await found('@miss'), ['misses']);
    assert.deepEqual(await found('@local-model'), ['is a gap', 'is right']);
    assert.deepEqual(await found('!@known-gap s:passed'), ['is right']);
    assert.deepEqual(await found('annot:"known gap=it is not right"'), ['is a gap']);
  });

  test('says in the step of a call what came of it, and has the provider calls behind it', async () => {
    await found('"is right"');
    await page.locator('.test-file-title').click();
    const step = page.locator('.tree-item', { hasText: 'POST /v1/chat/completions' }).first();
    await step.waitFor();
    assert.match(await step.innerText(), /POST \/v1\/chat\/completions\s*→ 200, \d+ ms/);
    await step.locator('.tree-item-title').first().click();
    const provider = step.getByText('ollama POST /v1/chat/completions').first();
    await provider.waitFor();
    assert.match(await step.innerText(), /ollama POST \/v1\/chat\/completions\s*→ 200, hit, local model, \d+ ms/);
  });
});
