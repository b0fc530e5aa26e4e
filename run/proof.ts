/** After tests have been recorded: each is replayed once on what was recorded of it, and only then is it written. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { specFile } from '../folders/folders.ts';

/** How much is kept of what the run of the replay prints: its end says what went wrong. */
const KEPT_LETTERS = 4_000;

export interface Proof {
  tests: readonly { setup: string; spec: string; titlePath: readonly string[] }[];
  /** The configuration file of the run, absolute, and where its tests write. */
  config: string;
  output: string;
  /** The variables of the run that replays. */
  environment: Record<string, string | undefined>;
}

/**
 * Replays the tests in a run of Playwright of their own. What came of each is known to the gateway.
 * @returns the last of what that run printed
 */
export async function replayRecorded({ tests, config, output, environment }: Proof): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-proof-'));
  try {
    const list = join(folder, 'tests.txt');
    writeFileSync(
      list,
      tests
        .map(({ setup, spec, titlePath }) => [`[${setup}]`, specFile(config, spec), ...titlePath].join(' › '))
        .join('\n'),
    );
    const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
    const onTerminal = process.stderr.isTTY;
    // Named, since one that is off by default is in no list otherwise.
    const setups = [...new Set(tests.map(({ setup }) => `--project=${setup}`))];
    const args = ['--config', config, '--test-list', list, '--output', output, '--pass-with-no-tests', ...setups];
    const child = spawn(process.execPath, [cli, 'test', ...args, `--reporter=${onTerminal ? 'line' : 'dot'}`], {
      env: environment,
      stdio: ['ignore', onTerminal ? process.stderr : 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-KEPT_LETTERS)));
    await once(child, 'close');
    return said;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
