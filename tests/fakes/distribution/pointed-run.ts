/** Whole runs with the real runner, supervisor and gateway on a pointer of the fake stack, and stacks that stand beside them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { stringify } from 'yaml';
import { z } from 'zod';
import { freePort } from '../../../stack/process/port.ts';
import { compiled } from '../../builders/compiled.ts';
import { distributions } from './world.ts';

const project = join(import.meta.dirname, '../../..');
/** What the fake stack must list for the default setup. */
export const models = ['openai/gpt-4o-mini', 'openai/text-embedding-3-small'];

const Told = z.object({
  stack: z.string(),
  direct: z.boolean(),
  url: z.string().optional(),
  gateway: z.string().optional(),
  providers: z.array(z.looseObject({ provider_id: z.string(), config: z.record(z.string(), z.unknown()) })).optional(),
  environment: z.record(z.string(), z.string()).optional(),
});

/** What a command has for its environment that is to know fake stacks alone, and keep all it keeps in a folder. */
export function environmentOf(folder: string, more: Record<string, string>) {
  return {
    ...compiled,
    // An empty cache has no contracts, and they take seconds to make.
    CONTRACT_FINDINGS: 'off',
    PATH: process.env['PATH'],
    HOME: folder,
    STACK_DISTRIBUTIONS: distributions,
    E2E_CACHE: join(folder, 'cache'),
    FAKE_OUTPUT: folder,
    ...more,
  };
}

/** A run of one spec that tells about its stack; `told` is undefined when it did not come to that. */
export async function run(folder: string, pointer: string, more: Record<string, string> = {}, args: string[] = []) {
  const cli = join(project, 'node_modules/@playwright/test/cli.js');
  const config = join(import.meta.dirname, 'playwright.config.ts');
  const child = spawn(process.execPath, [cli, 'test', '--config', config, '-g', 'tells about its stack', ...args], {
    cwd: project,
    env: environmentOf(folder, { STACK_CONFIG: pointer, INFERENCE_MODE: 'live', OPENAI_API_KEY: 'k', ...more }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code]: unknown[] = await once(child, 'close');
  const [, json] = /^TOLD (.*)$/m.exec(output) ?? [];
  return { code, output, told: json === undefined ? undefined : Told.parse(JSON.parse(json)) };
}

/** `npm run stack`, ready. @param at the folder of its project */
export async function keep(
  t: TestContext,
  folder: string,
  args: string[],
  { at = project, more = {} }: { at?: string; more?: Record<string, string> } = {},
) {
  const child = spawn(process.execPath, [join(project, 'cli/main.ts'), 'stack', ...args], {
    cwd: at,
    env: environmentOf(folder, more),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.after(async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url, gateway] = /is ready at (\S+), its gateway is (\S+) /.exec(line) ?? [];
    if (url !== undefined && gateway !== undefined) return { url, gateway };
  }
  throw new Error('It ended before it was ready.');
}

/** A stack that a person started without us. */
export async function foreignStack(t: TestContext, folder: string, runConfig: object): Promise<string> {
  const [config, port] = [join(folder, 'foreign.yaml'), await freePort()];
  writeFileSync(config, stringify(runConfig));
  const child = spawn(process.execPath, [join(distributions, 'fake-1.0/server.ts'), config, String(port)], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(createInterface({ input: child.stdout }), 'line');
  return `http://127.0.0.1:${port}`;
}

/** An OpenAI provider of a run config. */
export const openai = (base_url: string) => ({
  provider_id: 'openai',
  provider_type: 'remote::openai',
  config: { base_url },
});
