/** The setups that are about where a stack keeps what it has: which of them can run here, and what the others need. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Setup } from '../../setups/load.ts';
import { pythonRuns } from '../../stack/python/python.ts';
import { note, ok, type Check } from './check.ts';

type Environment = Record<string, string | undefined>;

/** How long a server may take to let in, in milliseconds. */
const LIMIT = 2_000;

export interface Machine {
  /** The release that runs by default: `ogx@1.5.0`. */
  release: string;
  /** The Python of its environments, absolute, where there is one. */
  python: string | undefined;
  environment: Environment;
}

/** Nothing that is missing for one of them is missing for a run that does not name it. */
export async function checkBackEnd(setup: Setup, { release, python, environment }: Machine): Promise<Check> {
  const { name, broken = [], python: demands, server, needs } = setup;
  const found = broken.find((each) => each.release === release);
  if (found !== undefined) return note(name, `cannot run on ${release}. ${found.what}`, found.fix);
  if (demands !== undefined && python !== undefined && !(await pythonRuns(python, demands.runs)))
    return note(name, `cannot run on ${python}. ${demands.else}`, demands.fix);
  if (server === undefined) return ok(name, 'can run');
  const url = filled(server, { ...setup.environment, ...environment });
  if (await isListening(url)) return ok(name, `a server answers at ${url}`);
  return note(name, `no server answers at ${url}`, needs);
}

function filled(text: string, environment: Environment): string {
  return text.replaceAll(/\$\{env\.(\w+)\}/g, (_, variable: string) => environment[variable] ?? '');
}

async function isListening(url: string): Promise<boolean> {
  if (!URL.canParse(url)) return false;
  const { hostname, port, protocol } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port || (protocol === 'https:' ? 443 : 80)) });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(LIMIT) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
