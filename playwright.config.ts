import './fixtures/require-node.ts';
import './run/direct-loopback.ts';
import { defineConfig } from '@playwright/test';
import { stackConfig } from './entries/stack-config.ts';
import type { SetupOptions } from './fixtures/setup.ts';
import { join } from 'node:path';
import { packageFolder } from './folders/folders.ts';
import { useStartupCache } from './run/startup-cache.ts';
import { handedOn } from './run/hand-over.ts';

useStartupCache();
// This file is evaluated again in every worker, which is not to read what it does not need.
const run = handedOn()?.configured ?? (await import('./run/this-run.ts')).configuredRun();

// Our own specs, also where they are run against the stack of another project.
export default defineConfig<object, SetupOptions>(stackConfig(run, join(packageFolder, 'e2e')));
