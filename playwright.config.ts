import './fixtures/require-node.ts';
import { defineConfig } from '@playwright/test';
import { Fault } from './errors/fault.ts';
import { limitsOf, recordingFault } from './fixtures/limits.ts';
import { STACK_TAG } from './fixtures/policy.ts';
import type { SetupOptions } from './fixtures/setup.ts';
import { thisRun } from './run/this-run.ts';
import { loadSetups } from './setups/load.ts';

// This file is evaluated again in every worker: it only reads settings.
const run = thisRun();
const limits = limitsOf(run.mode);
const fault = recordingFault(run.mode, process.argv.slice(2));
if (fault) throw new Fault(fault);

const tagged = (tags: readonly string[]) => new RegExp(`@(${tags.join('|')})(\\s|$)`);

export default defineConfig<object, SetupOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './global-setup.ts',
  // Without it, a promise in global setup that never settles would end the run with exit code 0.
  globalTimeout: limits.run,
  timeout: limits.test,
  expect: { timeout: limits.expect },
  fullyParallel: true,
  workers: Math.min(limits.workers, run.workers?.default ?? limits.workers),
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
    ...(run.environment['GITHUB_ACTIONS'] ? [['./reports/github.ts'] as const] : []),
  ],
  projects: loadSetups().map(({ name, answers, only }) => ({
    name,
    use: { setupName: name },
    default: run.defaults.includes(name),
    // A claim in which no provider takes part is tested once, and the others under every setup.
    ...(answers === 'none' ? { grep: tagged([STACK_TAG]) } : { grepInvert: tagged([STACK_TAG]) }),
    ...(only ? { grep: tagged(only) } : {}),
  })),
});
