/** A Chromium of the machine, for pictures and tests of pages: those of Linux distributions, and Chrome, which CI machines have. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Its path; undefined where there is none. `CHROMIUM` names another. */
export function installedChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [environment['CHROMIUM'] ?? '', ...found].find((path) => path !== '' && existsSync(path));
}
