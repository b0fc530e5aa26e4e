/** A real stack, started as this project starts its own, with the server at an address standing in for its providers. */
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../stack/process/cache.ts';
import { type Distribution, mountsOf } from '../stack/pointer/distribution.ts';
import { launch } from '../stack/launch/spawn.ts';
import { authorityFile, planLaunch } from '../stack/launch/plan.ts';
import { freePort } from '../stack/process/port.ts';
import { killGroup } from '../stack/process/process-group.ts';
import { provision } from '../stack/python/provision.ts';
import { waitUntilReady } from '../stack/launch/ready.ts';
import { tokenizerFolder } from '../stack/python/tokenizer.ts';
import { cpu } from './process.ts';

export interface StackUnderLoad {
  url: string;
  process: { pid: number };
  /** Resolves when it is idle: its worker processes go on starting for some seconds after it is ready. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param providers address whose mounts are the providers
 * @param authority file with the certificate that the stack is to trust
 * @param state a folder of its own
 */
export async function startStack(
  distribution: Distribution,
  providers: string,
  authority: string,
  state: string,
): Promise<StackUnderLoad> {
  const { version, line } = distribution;
  const [cache, environment, progress] = [cacheFolder(process.env), process.env, (text: string) => console.error(text)];
  const venv = await provision({ distribution, version, cache, environment, progress });
  const folders = { state, venv, tokenizer: await tokenizerFolder(cache) };
  await mkdir(state, { recursive: true });
  await copyFile(authority, authorityFile(state));
  const config = join(distribution.folder, 'run.yaml');
  const logFile = join(state, 'stack.log');
  const port = await freePort();
  const plan = planLaunch({
    distribution,
    mounts: mountsOf(distribution),
    version,
    line,
    config,
    port,
    gatewayUrl: providers,
    folders,
    logFile,
    environment,
  });
  const stack = await launch(plan);
  const kill = (): void => void process.kill(-stack.pid, 'SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    await killGroup(stack.pid);
  };
  try {
    await waitUntilReady(plan, stack, { models: ['openai/gpt-4o-mini'] });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: plan.url, process: { pid: stack.pid }, settled: () => settled(stack.pid), stop };
}

async function settled(group: number): Promise<void> {
  for (let before = await cpuOfGroup(group), spent = 1; spent > 0.05;) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const now = await cpuOfGroup(group);
    spent = now - before;
    before = now;
  }
}

/** Processor time, in seconds, of all processes of a group so far. */
async function cpuOfGroup(group: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const each = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const own = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === group;
      return own ? await cpu({ process: { pid } }).catch(() => 0) : 0;
    }),
  );
  return each.reduce((sum, seconds) => sum + seconds, 0);
}
