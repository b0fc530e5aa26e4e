import './fixtures/require-node.ts';
import { defineConfig } from '@playwright/test';
import { Fault } from './errors/fault.ts';
import { limitsOf, recordingFault } from './fixtures/limits.ts';
import type { SetupOptions } from './fixtures/setup.ts';
import { keepCompiledCode } from './run/compile-cache.ts';
import { handedOn } from './run/hand-over.ts';

keepCompiledCode();
// This file is evaluated again in every worker, which is not to read what it does not need.
const run = handedOn()?.configured ?? (await import('./run/this-run.ts')).configuredRun();
const limits = limitsOf(run.mode);
const fault = recordingFault(run.mode, process.argv.slice(2));
if (fault) throw new Fault(fault);

const oneOf = (tags: readonly string[]) => new RegExp(`(${tags.join('|')})(\\s|$)`);

export default defineConfig<object, SetupOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './global-setup.ts',
  // Without it, a promise in global setup that never settles would end the run with exit code 0.
  globalTimeout: limits.run,
  timeout: limits.test,
  expect: { timeout: limits.expect },
  fullyParallel: true,
  workers: Math.min(limits.workers, run.workers ?? limits.workers),
  // Answers are recorded, so a test that fails once fails always: a retry could only hide a fault of stack or harness.
  retries: 0,
  forbidOnly: run.ci,
  failOnFlakyTests: run.ci,
  // Keeps the runs of several lines apart in a merged report.
  ...(run.tag === undefined ? {} : { tag: run.tag }),
  reporter: [
    ['./reports/terminal.ts'],
    ['html', { open: 'never', outputFolder: 'playwright-report' }],
    ['./reports/run-page.ts'],
    ['./reports/drift.ts'],
    ...(run.github ? [['./reports/github.ts'] as const] : []),
  ],
  projects: run.projects.map(({ name, default: byDefault, takes, leaves }) => ({
    name,
    use: { setupName: name },
    default: byDefault,
    ...(takes && { grep: oneOf(takes) }),
    ...(leaves && { grepInvert: oneOf(leaves) }),
  })),
});
