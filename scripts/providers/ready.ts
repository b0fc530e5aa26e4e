import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../errors/fault.ts';
import type { ServerProcess } from './process.ts';

export interface Wait {
  /** The server's name, for the error. */
  name: string;
  seconds: number;
  /** Ends the waiting. */
  signal: AbortSignal;
}

/**
 * Waits until `isReady` gives true. Throws, with the server's last lines, when the process ends first or after
 * `seconds`. A rejection of `isReady` counts as not ready yet.
 */
export async function waitUntilReady(
  server: Pick<ServerProcess, 'ended' | 'lastLines'>,
  isReady: () => Promise<boolean>,
  { name, seconds, signal }: Wait,
): Promise<void> {
  let how: string | undefined;
  void server.ended.then((end) => (how = end));
  const deadline = performance.now() + seconds * 1000;
  while (!(await isReady().catch(() => false))) {
    if (performance.now() > deadline) how ??= `was not ready after ${seconds} seconds`;
    if (how !== undefined)
      throw new Fault({
        what: `${name} ${how}; it never became ready.`,
        fix: 'Its last lines may say why.',
        lines: (await server.lastLines()).split('\n'),
      });
    await delay(200, undefined, { signal });
  }
}

/** A path below a server's root, which may have a path of its own. */
export function below(root: URL, path: string): URL {
  return new URL(root.href.replace(/\/$/, '') + path);
}

/** The JSON of a GET. Throws when the answer is no 2xx, is no JSON, or does not come within ten seconds. */
export async function getJson(root: URL, path: string): Promise<unknown> {
  const url = below(root, path);
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  if (!answer.ok) throw new Error(`GET ${url.href} answered ${answer.status}.`);
  return answer.json();
}
