/** The run page in a real browser: light and dark, narrow and wide, printed, with 2,000 tests. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { factsOf } from '../../../reports/run-page/facts.ts';
import { runPage } from '../../../reports/run-page/page.ts';
import { BrowsedPage, withoutBrowser } from '../../builders/browsed-page.ts';
import { manyTests } from '../../builders/many-tests.ts';

describe('the run page of 2,000 tests', { skip: withoutBrowser }, () => {
  let browsed: BrowsedPage;

  before(async () => {
    const facts = factsOf(manyTests(2000));
    browsed = await BrowsedPage.of(
      runPage({ facts, milliseconds: 120_000, ended: new Date(), report: 'index.html', troubles: [] }),
    );
  });
  after(() => browsed?.close());

  for (const width of [400, 1400]) {
    test(`is not wider than a window of ${width} pixels`, async () => {
      const wide = await browsed.widthIn(width);
      assert.ok(wide <= width, `${wide}`);
    });
  }

  test('is light on light and dark on dark, with text that stands out', async () => {
    const [light, dark] = [await browsed.contrast('light'), await browsed.contrast('dark')];
    assert.ok(light < -150 && dark > 150, `${light} on light, ${dark} on dark`);
  });

  test('asks for nothing but itself, and opens at once', async () => {
    const { page, asked } = await browsed.opened(1400, 'light');
    assert.deepEqual(asked, [browsed.address]);
    const opening = await page.evaluate(() => performance.getEntriesByType('navigation')[0]?.duration ?? Infinity);
    assert.ok(opening < 5000, `${opening} ms`);
    await page.close();
  });

  test('has a column for each setup of each line, and its numbers are searches in the report', async () => {
    const { page } = await browsed.opened(1400, 'light');
    assert.deepEqual(await page.locator('th[scope=colgroup]').allInnerTexts(), ['llama-stack-0.3', 'ogx-1.5']);
    assert.equal(await page.locator('.matrix thead tr:last-child th').count(), 1 + 5 * 2);
    const link = await page.locator('.matrix tbody a.failed').first().getAttribute('href');
    assert.match(decodeURIComponent(link ?? ''), /^index\.html#\?q=@batches p:llama-cpp-server @ogx-1\.5 s:failed$/);
    await page.close();
  });

  test('prints on few sheets, on white', async () => {
    const { sheets, paper } = await browsed.printed();
    assert.equal(paper, 'rgb(255, 255, 255)');
    assert.ok(sheets > 0 && sheets <= 4, `${sheets} sheets`);
  });
});
