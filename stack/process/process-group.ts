import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Python's process that removes a dead program's semaphores and shared memory. It ends by itself when they are gone. */
const TRACKER = 'multiprocessing.resource_tracker';
const TRACKER_LIMIT_MS = 1_000;

/**
 * Ends a process group at once and waits until none of it lives, at most `milliseconds`.
 *
 * SIGKILL and not SIGTERM: a stack waits for its open streams for ever and takes seconds when idle, and what it would
 * write on its way out is thrown away with its state folder. Only Python's resource tracker is left to end by itself:
 * killed too, it would leave five semaphores in `/dev/shm` each time.
 */
export async function killGroup(leader: number, milliseconds = 5_000): Promise<void> {
  const start = Date.now();
  for (let living = members(leader); living.length > 0; living = members(leader)) {
    const elapsed = Date.now() - start;
    if (elapsed > milliseconds) return;
    for (const { pid, command } of living) {
      if (!command.includes(TRACKER) || elapsed > TRACKER_LIMIT_MS) kill(pid);
    }
    await delay(10);
  }
}

interface Member {
  pid: number;
  command: string;
}

/** The living processes of a group. Zombies do not count: reaping them is up to their parent. */
function members(leader: number): Member[] {
  return process.platform === 'linux' ? membersInProc(leader) : membersFromPs(leader);
}

function membersInProc(leader: number): Member[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (group !== String(leader) || state === 'Z' || state === 'X') return [];
        return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        // it ended meanwhile
        return [];
      }
    });
}

function membersFromPs(leader: number): Member[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,pgid=,state=,command='], { encoding: 'utf8', maxBuffer: 16 * 1024 ** 2 })
    .split('\n')
    .flatMap((line) => {
      const [, pid, group, state, command = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
      return group === String(leader) && !state?.startsWith('Z') ? [{ pid: Number(pid), command }] : [];
    });
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it ended meanwhile
  }
}
