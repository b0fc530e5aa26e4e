/** What started this process, where it is to end with that. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { identify, lives, type ProcessIdentity } from './process-identity.ts';

const PACKAGE_MANAGER = /(?:^|[\s/\\])(?:npm|pnpm|yarn|bun)(?:-cli)?(?:\.[cm]?js)?(?:\s|$)/;
const FURTHEST = 6;
const EVERY_MS = 500;

/**
 * Calls `ended`, once, within a second after a process ended by which this one was started: those from its parent up to the
 * package manager, where one runs it (`npm run …`: npm, a shell, node). A killed npm ends nothing by itself, and a
 * terminal that is closed tells npm alone. Without a package manager nothing is watched: what `node` is started by, such as
 * a script that leaves it in the background, may end before it.
 */
export function whenStarterEnds(ended: () => void, environment: NodeJS.ProcessEnv = process.env): void {
  if (environment['npm_lifecycle_event'] === undefined) return;
  const starters = startersOf(process.pid);
  const watch = setInterval(() => {
    if (starters.every(lives)) return;
    clearInterval(watch);
    ended();
  }, EVERY_MS).unref();
}

/** The living ancestors of a process up to a package manager; its parent alone where there is none. */
function startersOf(pid: number): ProcessIdentity[] {
  const starters: ProcessIdentity[] = [];
  for (let found = parentOf(pid); found !== undefined && starters.length < FURTHEST; found = parentOf(found.pid)) {
    const identity = identify(found.pid);
    if (identity === undefined) break;
    starters.push(identity);
    if (PACKAGE_MANAGER.test(found.command)) return starters;
  }
  return starters.slice(0, 1);
}

interface Parent {
  pid: number;
  command: string;
}

function parentOf(pid: number): Parent | undefined {
  try {
    return process.platform === 'linux' ? parentInProc(pid) : parentFromPs(pid);
  } catch {
    // it ended meanwhile
    return undefined;
  }
}

function parentInProc(pid: number): Parent {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return { pid: parent, command: readFileSync(`/proc/${parent}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() };
}

function parentFromPs(pid: number): Parent {
  const parent = Number(ps('ppid=', pid));
  return { pid: parent, command: ps('command=', parent) };
}

function ps(column: string, pid: number): string {
  return execFileSync('ps', ['-o', column, '-p', String(pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
