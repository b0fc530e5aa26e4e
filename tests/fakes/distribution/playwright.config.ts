/** Runs of the real global setup against the fake stack. `FAKE_OUTPUT`: where everything that is written goes. */
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

const output = process.env['FAKE_OUTPUT'] ?? '';

export default defineConfig({
  testDir: 'specs',
  outputDir: join(output, 'results'),
  globalSetup: '../../../global-setup.ts',
  globalTimeout: 60_000,
  reporter: [['line'], ['html', { open: 'never', outputFolder: join(output, 'report') }]],
  projects: [{ name: 'gpt' }, { name: 'groq', default: false }, { name: 'ollama-postgres', default: false }],
});
