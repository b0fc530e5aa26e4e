import './fixtures/require-node.ts';
import { defineConfig } from '@playwright/test';
import { limitsOf, recordingFault } from './fixtures/limits.ts';
import type { SetupOptions } from './fixtures/setup.ts';
import { inferenceMode } from './replay/control/mode.ts';
import { readDotenv } from './setups/dotenv.ts';
import { loadSetups } from './setups/load.ts';
import { workersOf } from './stack/pointer/workers.ts';

// This file is evaluated again in every worker: it only reads the setups and the environment.
readDotenv();
const mode = inferenceMode(process.env);
const limits = limitsOf(mode);
const fault = recordingFault(mode, process.argv.slice(2));
if (fault) throw new Error(fault);

export default defineConfig<object, SetupOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './global-setup.ts',
  // Without it, a promise in global setup that never settles would end the run with exit code 0.
  globalTimeout: limits.run,
  timeout: limits.test,
  expect: { timeout: limits.expect },
  fullyParallel: true,
  workers: Math.min(limits.workers, workersOf(process.env)?.default ?? limits.workers),
  // Answers are recorded, so a test that fails once fails always: a retry could only hide a fault of stack or harness.
  retries: 0,
  forbidOnly: !!process.env.CI,
  failOnFlakyTests: !!process.env.CI,
  // Keeps the runs of several lines apart in a merged report.
  ...(process.env.E2E_TAG ? { tag: process.env.E2E_TAG } : {}),
  reporter: [
    ['./reports/terminal.ts'],
    ['html', { open: 'never', outputFolder: 'playwright-report' }],
    ['./reports/run-page.ts'],
    ['./reports/drift.ts'],
    ...(process.env.GITHUB_ACTIONS ? [['github'] as const] : []),
  ],
  projects: loadSetups().map((setup) => ({
    name: setup.name,
    use: { setupName: setup.name },
    default: setup.default,
    ...(setup.only ? { grep: new RegExp(`@(${setup.only.join('|')})(\\s|$)`) } : {}),
  })),
});
