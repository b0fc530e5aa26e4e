/** What the contract tests of the stack share: a cache of their own, fake stacks, and questions about what is left. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { identify } from '../../../stack/process/process-identity.ts';
import type { StartOptions } from '../../../stack/supervisor/start-supervisor.ts';

export const supervisor = join(import.meta.dirname, 'supervisor.ts');
export const distributions = join(import.meta.dirname, 'distributions');

/** A folder of the test, removed after it. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-test-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Options that start a fake stack with this run config (JSON is YAML). */
export function fakeStack(folder: string, runConfig: object, more: Partial<StartOptions> = {}): StartOptions {
  const config = join(folder, 'run.yaml');
  writeFileSync(config, JSON.stringify(runConfig));
  return {
    project: folder,
    cache: join(folder, 'cache'),
    distributions,
    target: { kind: 'launch', base: 'fake-1.0', line: 'fake-1.0', version: '1.0.0', config },
    startup: {},
    models: [],
    logFile: join(folder, 'stack.log'),
    keep: false,
    progress: () => undefined,
    died: () => undefined,
    environment: process.env,
    program: supervisor,
    ...more,
  };
}

const About = z.object({
  environment: z.record(z.string(), z.string()),
  cwd: z.string(),
  pids: z.array(z.number()),
});

/** What a fake stack tells about itself. */
export async function about(stackUrl: string): Promise<z.infer<typeof About>> {
  return About.parse(await (await fetch(`${stackUrl}/about`)).json());
}

/** Waits, bounded, until a condition holds. */
export async function until(condition: () => boolean, what: string, milliseconds = 20_000): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Not within ${milliseconds} ms: ${what}`);
    await delay(20);
  }
}

export const isGone = (pid: number) => identify(pid) === undefined;

const Entry = z.object({ supervisor: z.object({ pid: z.number() }), stateFolder: z.string() });

/** The supervisors that have an entry in a cache. */
export function supervisorsIn(cache: string): z.infer<typeof Entry>[] {
  const folder = join(cache, 'running');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => Entry.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}
