/** The run page in a real browser: light and dark, narrow and wide, printed, with 2,000 tests. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { factsOf } from '../../../reports/run-page/facts.ts';
import { runPage } from '../../../reports/run-page/page.ts';
import { installedChromium } from '../../../scripts/pictures/chromium.ts';
import { manyTests } from '../../builders/many-tests.ts';

const executablePath = installedChromium();
const missing = executablePath === undefined && process.env['CI'] === undefined;

describe(
  'the run page of 2,000 tests',
  { skip: missing ? 'no Chromium on PATH, and none named by CHROMIUM' : false },
  () => {
    let browser: Browser;
    let folder: string;
    let address: string;

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'e2e-page-'));
      const facts = factsOf(manyTests(2000));
      const text = runPage({ facts, milliseconds: 120_000, ended: new Date(), report: 'index.html', troubles: [] });
      await writeFile(join(folder, 'run.html'), text);
      address = pathToFileURL(join(folder, 'run.html')).href;
      browser = await chromium.launch(executablePath === undefined ? {} : { executablePath });
    });
    after(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function opened(width: number, colorScheme: 'light' | 'dark'): Promise<{ page: Page; asked: string[] }> {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(address);
      return { page, asked };
    }

    for (const width of [400, 1400]) {
      test(`is not wider than a window of ${width} pixels`, async () => {
        const { page } = await opened(width, 'light');
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide}`);
        await page.close();
      });
    }

    test('is light on light and dark on dark, with text that stands out', async () => {
      for (const scheme of ['light', 'dark'] as const) {
        const { page } = await opened(800, scheme);
        const lightness = (property: 'color' | 'backgroundColor') =>
          page.evaluate((name) => {
            const [red = 0, green = 0, blue = 0] = (getComputedStyle(document.body)[name].match(/\d+/g) ?? []).map(
              Number,
            );
            return (red + green + blue) / 3;
          }, property);
        const [text, paper] = [await lightness('color'), await lightness('backgroundColor')];
        assert.ok(scheme === 'light' ? paper - text > 150 : text - paper > 150, `${scheme}: ${text} on ${paper}`);
        await page.close();
      }
    });

    test('asks for nothing but itself, and opens at once', async () => {
      const { page, asked } = await opened(1400, 'light');
      assert.deepEqual(asked, [address]);
      const opening = await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.duration ?? Infinity);
      assert.ok(opening < 5000, `${opening} ms`);
      await page.close();
    });

    test('has a column for each setup of each line, and its numbers are searches in the report', async () => {
      const { page } = await opened(1400, 'light');
      assert.deepEqual(await page.locator('th[scope=colgroup]').allInnerTexts(), ['llama-stack-0.3', 'ogx-1.5']);
      assert.equal(await page.locator('.matrix thead tr:last-child th').count(), 1 + 5 * 2);
      const link = await page.locator('.matrix tbody a.failed').first().getAttribute('href');
      assert.match(decodeURIComponent(link ?? ''), /^index\.html#\?q=@batches p:llama-cpp-server @ogx-1\.5 s:failed$/);
      await page.close();
    });

    test('prints on few sheets, on white', async () => {
      const { page } = await opened(1400, 'dark');
      await page.emulateMedia({ media: 'print' });
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
      const pdf = (await page.pdf()).toString('latin1');
      const sheets = pdf.match(/\/Type \/Page\b/g)?.length ?? 0;
      assert.ok(sheets > 0 && sheets <= 4, `${sheets} sheets`);
      await page.close();
    });
  },
);
