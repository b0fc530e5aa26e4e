/** A page of ours in a real browser: what it asks for, how it looks on light and dark, how many sheets it prints on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { installedChromium } from '../../scripts/pictures/chromium.ts';

const executablePath = installedChromium();

/** Why tests in a browser are skipped here; in CI they never are. */
export const withoutBrowser =
  executablePath === undefined && process.env['CI'] === undefined
    ? 'no Chromium on PATH, and none named by CHROMIUM'
    : false;

export class BrowsedPage {
  readonly address: string;
  readonly #folder: string;
  readonly #browser: Browser;

  private constructor(folder: string, browser: Browser) {
    this.#folder = folder;
    this.#browser = browser;
    this.address = pathToFileURL(join(folder, 'page.html')).href;
  }

  static async of(text: string): Promise<BrowsedPage> {
    const folder = await mkdtemp(join(tmpdir(), 'e2e-page-'));
    await writeFile(join(folder, 'page.html'), text);
    return new BrowsedPage(folder, await chromium.launch(executablePath === undefined ? {} : { executablePath }));
  }

  /** Opened anew, with the addresses that it asks for. */
  async opened(width: number, colorScheme: 'light' | 'dark'): Promise<{ page: Page; asked: string[] }> {
    const page = await this.#browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(this.address);
    return { page, asked };
  }

  /** How much lighter its text is than its paper, from -255 to 255. */
  async contrast(scheme: 'light' | 'dark'): Promise<number> {
    const { page } = await this.opened(800, scheme);
    const lightness = (property: 'color' | 'backgroundColor') =>
      page.evaluate((name) => {
        const [red = 0, green = 0, blue = 0] = (getComputedStyle(document.body)[name].match(/\d+/g) ?? []).map(Number);
        return (red + green + blue) / 3;
      }, property);
    const difference = (await lightness('color')) - (await lightness('backgroundColor'));
    await page.close();
    return difference;
  }

  /** Its width in pixels, in a window of this width. */
  async widthIn(width: number): Promise<number> {
    const { page } = await this.opened(width, 'light');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.close();
    return wide;
  }

  /** On how many sheets it is printed, and the colour of its paper then, by a person who has a dark screen. */
  async printed(): Promise<{ sheets: number; paper: string }> {
    const { page } = await this.opened(1400, 'dark');
    await page.emulateMedia({ media: 'print' });
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const pdf = (await page.pdf()).toString('latin1');
    await page.close();
    return { sheets: pdf.match(/\/Type \/Page\b/g)?.length ?? 0, paper };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
