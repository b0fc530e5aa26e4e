/** The page of a line's known gaps in a real browser: light and dark, narrow and wide, printed, and what it leads to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gapsHtml } from '../../../cli/gaps/html.ts';
import { knownGaps } from '../../../cli/gaps/known-gaps.ts';
import { readTree } from '../../../cli/recordings/tree.ts';
import { loadReleases } from '../../../setups/releases.ts';
import { loadSetups } from '../../../setups/load.ts';
import { loadSources } from '../../../setups/sources.ts';
import { BrowsedPage, withoutBrowser } from '../../builders/browsed-page.ts';

const root = join(import.meta.dirname, '../../..');
const LINE = 'ogx-1.5';

describe('the page of known gaps', { skip: withoutBrowser }, () => {
  let browsed: BrowsedPage;
  let gaps: ReturnType<typeof knownGaps>;

  before(async () => {
    const { tests } = await readTree(join(root, 'recordings'), { lines: [LINE] });
    const lines = [{ line: LINE, release: 'ogx@1.5.0' }];
    gaps = knownGaps(LINE, {
      setups: loadSetups(undefined, [LINE]),
      sources: loadSources(),
      tests,
      lines,
      releases: loadReleases(),
    });
    browsed = await BrowsedPage.of(
      gapsHtml(LINE, gaps, [{ setup: 'on-a-disk', what: 'It does not start.', fix: 'Take another.' }]),
    );
  });
  after(() => browsed?.close());

  for (const width of [400, 1400]) {
    test(`is not wider than a window of ${width} pixels, its reproductions open`, async () => {
      const { page } = await browsed.opened(width, 'light');
      const wide = await page.evaluate(() => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        return document.documentElement.scrollWidth;
      });
      assert.ok(wide <= width, `${wide}`);
      await page.close();
    });
  }

  test('is light on light and dark on dark, with text that stands out', async () => {
    const [light, dark] = [await browsed.contrast('light'), await browsed.contrast('dark')];
    assert.ok(light < -150 && dark > 150, `${light} on light, ${dark} on dark`);
  });

  test('asks for nothing but itself, and has every gap, below the surface that its index leads to', async () => {
    const { page, asked } = await browsed.opened(1400, 'light');
    assert.deepEqual(asked, [browsed.address]);
    assert.equal(await page.locator('section[id^=gap-]').count(), gaps.length);
    const surfaces = await page
      .locator('.index a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    assert.ok(surfaces.length > 3);
    for (const surface of surfaces) assert.equal(await page.locator(`h2${surface}`).count(), 1, surface ?? '');
    await page.close();
  });

  test('prints on white, with the reproductions', async () => {
    const { sheets, paper } = await browsed.printed();
    assert.equal(paper, 'rgb(255, 255, 255)');
    const { page } = await browsed.opened(1400, 'light');
    const script = page.locator('#gap-1 pre').first();
    const isShown = () => script.evaluate((pre) => pre.checkVisibility());
    const onScreen = await isShown();
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual([onScreen, await isShown()], [false, true]);
    assert.ok(sheets > 10, `${sheets} sheets`);
    await page.close();
  });
});
