/** `npm run pictures`: pictures of the real pages for README and guides, by a Chromium of this machine. */
import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { runCommand } from '../../cli/command-line.ts';
import { project } from '../../cli/recordings/project.ts';
import { runPlaywright } from '../../cli/run-playwright.ts';
import { size, type Screen } from '../../cli/screen.ts';
import { Fault, UsageFault } from '../../errors/fault.ts';
import { installedChromium } from './chromium.ts';

const HELP = `npm run pictures -- [--keep]

Takes the pictures in docs/pictures/ from the real pages, by headless Chromium: of a small run of tests on recordings, and
of the page of known gaps, which npm run gaps writes. CHROMIUM names a browser that is not on PATH.

  --keep   take them from the report that is there, and run no tests; it must have the test of the pictures

Exit codes: 0 taken, 1 no browser, no page, or a failed run, 2 wrong usage.`;

/** What is run: enough surfaces for the table of the run page, and the test whose page is shown. */
const RUN = [
  '--project=stack',
  '--project=ollama',
  'chat',
  'conversations',
  'file-search',
  'files',
  'mcp',
  'responses',
];
const SHOWN_TEST = 'p:ollama "hold the filename of each file"';

const report = join(project, 'playwright-report');
const pictures = join(project, 'docs/pictures');

async function main(args: string[], screen: Screen): Promise<number> {
  const { values } = parseArgs({ args, options: { keep: { type: 'boolean' } } });
  const executablePath = installedChromium();
  if (executablePath === undefined)
    throw new Fault({
      what: 'There is no Chromium.',
      why: 'None is on PATH, as chromium, chromium-browser or google-chrome, and CHROMIUM names none.',
      fix: 'apt-get install chromium, or CHROMIUM=/path/to/chrome npm run pictures',
    });
  if (values.keep !== true && (await runPlaywright(RUN, {}, 'stderr')) !== 0)
    throw new Fault('The run of which pictures are taken failed; see above.');
  // A run empties the folder of its report, in which the page of gaps stands too.
  await promisify(execFile)(process.execPath, [join(project, 'cli/gaps.ts')], { cwd: project });
  await mkdir(pictures, { recursive: true });
  const browser = await chromium.launch({ executablePath });
  try {
    await taken(screen, 'search', await opened(browser, 'index.html#?q=@known-gap%20@responses', 600));
    await testPage(screen, browser);
    await taken(screen, 'run', await opened(browser, 'run.html', 900));
    await taken(screen, 'gaps', await opened(browser, 'gaps-ogx-1.5.html', 760));
  } finally {
    await browser.close();
  }
  return 0;
}

/** A page of the report's folder, light. */
async function opened(browser: Browser, address: string, height: number): Promise<Page> {
  const [file = '', ...rest] = address.split('#');
  const path = join(report, file);
  if ((await stat(path).catch(() => undefined)) === undefined)
    throw new Fault({ what: `There is no playwright-report/${file}.`, fix: 'npm run pictures, without --keep' });
  const page = await browser.newPage({ viewport: { width: 1000, height }, colorScheme: 'light' });
  await page.goto([pathToFileURL(path).href, ...rest].join('#'), { waitUntil: 'networkidle' });
  return page;
}

/** The page of one test down to its attachments, with its last provider calls shown; and its time line alone. */
async function testPage(screen: Screen, browser: Browser): Promise<void> {
  const page = await opened(browser, `index.html#?q=${encodeURIComponent(SHOWN_TEST)}`, 800);
  const found = page.locator('.test-file-title');
  if ((await found.count()) !== 1)
    throw new UsageFault(`The report has ${await found.count()} tests for ${SHOWN_TEST}, and the pictures want one.`);
  await found.click();
  await withoutOwnPaths(page);
  await page.getByText('POST /v1/responses', { exact: true }).first().click();
  const drawn = page.locator('img.screenshot').first();
  await drawn.scrollIntoViewIfNeeded();
  await taken(screen, 'calls', drawn);
  const end = (await page.getByText('Attachments', { exact: true }).boundingBox())?.y ?? 0;
  const scrolled = await page.evaluate(() => scrollY);
  const file = join(pictures, 'test.png');
  await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width: 1000, height: end + scrolled - 20 } });
  await said(screen, file);
}

/** Paths are relative in pictures: where the project lies on this machine is nobody's concern. */
async function withoutOwnPaths(page: Page): Promise<void> {
  await page.getByText(project).first().waitFor();
  await page.evaluate((root) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode())
      node.nodeValue = node.nodeValue?.replaceAll(`${root}/`, '') ?? '';
  }, project);
}

async function taken(screen: Screen, name: string, of: Pick<Page, 'screenshot'>): Promise<void> {
  const file = join(pictures, `${name}.png`);
  await of.screenshot({ path: file });
  await said(screen, file);
}

async function said(screen: Screen, file: string): Promise<void> {
  screen.print(`docs/pictures/${file.split(/[/\\]/).at(-1)}: ${size((await stat(file)).size)}`);
}

await runCommand({ name: 'pictures', help: HELP, run: main });
