import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { folders } from '../folders/folders.ts';

/**
 * Runs `playwright test` in the project folder, on this terminal.
 * @param settings variables of the run, over those of this process
 * @param output where what it prints on stdout goes: `stderr` where stdout is kept for a document
 * @returns its exit code; 1 when it was ended by a signal
 */
export async function runPlaywright(
  args: readonly string[],
  settings: Record<string, string>,
  output: 'stdout' | 'stderr' = 'stdout',
): Promise<number> {
  const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const child = spawn(process.execPath, [cli, 'test', ...args], {
    cwd: folders().project,
    stdio: ['inherit', output === 'stdout' ? 'inherit' : process.stderr, 'inherit'],
    env: { ...process.env, ...settings },
  });
  // Ctrl-C reaches the runner through the terminal; it ends in its own time, and this process with it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  await once(child, 'exit');
  return child.exitCode ?? 1;
}
