/** The Playwright config of a run: of our own suite, and of a project of its own. */
import { join } from 'node:path';
import type { PlaywrightTestConfig } from '@playwright/test';
import { Fault } from '../errors/fault.ts';
import { limitsOf, recordingFault } from '../fixtures/limits.ts';
import type { SetupOptions } from '../fixtures/setup.ts';
import { folders, moduleEnding, packageFolder } from '../folders/folders.ts';
import type { Configured } from '../run/configured.ts';

const oneOf = (tags: readonly string[]) => new RegExp(`(${tags.join('|')})(\\s|$)`);
const own = (path: string) => join(packageFolder, `${path}${moduleEnding}`);

/** @throws {Fault} for a command line that the mode cannot serve */
export function stackConfig(run: Configured, specs = folders().specs): PlaywrightTestConfig<object, SetupOptions> {
  const { project } = folders();
  const limits = limitsOf(run.mode);
  const fault = recordingFault(run.mode, process.argv.slice(2));
  if (fault) throw new Fault(fault);
  return {
    testDir: specs,
    outputDir: join(project, 'test-results'),
    globalSetup: own('global-setup'),
    // Without it, a promise in global setup that never settles would end the run with exit code 0.
    globalTimeout: limits.run,
    timeout: limits.test,
    expect: { timeout: limits.expect },
    fullyParallel: true,
    workers: Math.min(limits.workers, run.workers ?? limits.workers),
    // Answers are recorded, so a test that fails once fails always: a retry could only hide a fault of stack or harness.
    // Where somebody asks for retries all the same, the end of the run counts what is flaky.
    retries: 0,
    forbidOnly: run.ci,
    // Keeps the runs of several lines apart in a merged report.
    ...(run.tag === undefined ? {} : { tag: run.tag }),
    reporter: [
      [own('reports/terminal')],
      [own('reports/enrichment')],
      ['html', { open: 'never', outputFolder: join(project, 'playwright-report') }],
      [own('reports/run-page')],
      [own('reports/drift')],
      ...(run.github ? [[own('reports/github')] as const] : []),
    ],
    projects: run.projects.map(({ name, default: byDefault, takes, leaves, folders: within, startsStacks }) => ({
      name,
      use: { setupName: name },
      default: byDefault,
      ...(takes && { grep: oneOf(takes) }),
      ...(leaves && { grepInvert: oneOf(leaves) }),
      ...(within && { testMatch: within.map((folder) => join(specs, folder, '**', `*.spec${moduleEnding}`)) }),
      // A second worker would start every stack a second time.
      ...(startsStacks && { workers: 1, timeout: 4 * limits.test, expect: { timeout: 4 * limits.expect } }),
    })),
  };
}
