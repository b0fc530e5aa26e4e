/** `llama-stack-e2e/config`: the Playwright config of a project that tests a stack of its own. */
import '../fixtures/require-node.ts';
import '../run/direct-loopback.ts';
import { defineConfig, type PlaywrightTestConfig } from '@playwright/test';
import { type FolderOptions, readsFoldersOnly } from '../folders/folders.ts';
import { useStartupCache } from '../run/startup-cache.ts';
import { handedOn, useProject } from '../run/hand-over.ts';
import { configuredRun } from '../run/this-run.ts';
import { stackConfig } from './stack-config.ts';

/**
 * Where the project has its things, relative to its folder (all have a usual place); and options of Playwright, over those
 * that are given by the run.
 */
export type StackConfig = FolderOptions & {
  /** The project folder, absolute; the folder that Playwright is started in without it. */
  project?: string;
} & Omit<PlaywrightTestConfig, 'projects' | 'testDir' | 'globalSetup'>;

/**
 * A Playwright config with a project for each setup, the shipped ones too; those that the project states itself, and `stack`,
 * run by default.
 * @throws {Fault} for a setting, setup or distribution that is wrong
 */
export function defineStackConfig(config: StackConfig = {}): PlaywrightTestConfig {
  const { project = process.cwd(), recordings, setups, distributions, specs, ...playwright } = config;
  const given = { recordings, setups, distributions, specs };
  useProject(project, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));
  if (readsFoldersOnly()) return {};
  useStartupCache();
  // It is evaluated again in every worker, which takes what was found once.
  return defineConfig(stackConfig(handedOn()?.configured ?? configuredRun()), playwright);
}
