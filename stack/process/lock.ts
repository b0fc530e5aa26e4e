/** A lock between processes, held by a file that names its owner. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { killGroup } from './process-group.ts';
import { identify, lives, ProcessIdentity } from './process-identity.ts';

const Owner = z.object({
  owner: ProcessIdentity,
  /** A process group that works for the owner and must be gone before anybody else may go on. */
  worker: ProcessIdentity.optional(),
});
type Owner = z.infer<typeof Owner>;

export interface Lock extends Disposable {
  /** Names the process group (by its leader) that is ended when the lock is taken over from a dead owner. */
  worker(pid: number): void;
}

/**
 * Waits for the lock `file` (its folder exists) and takes it. The lock of a dead process is taken over. `waiting` is
 * called once, with the owner's pid, when somebody else holds it.
 */
export async function takeLock(file: string, waiting: (owner: number) => void): Promise<Lock> {
  const owner = identify(process.pid);
  if (!owner) throw new Error('This process does not find itself in the process table.');
  let reported = false;
  while (!claim(file, { owner })) {
    const holder = read(file);
    if (holder && lives(holder.owner)) {
      if (!reported) waiting(holder.owner.pid);
      reported = true;
      await delay(200);
    } else if (holder) {
      if (holder.worker && lives(holder.worker)) await killGroup(holder.worker.pid);
      removeStale(file, holder);
    }
  }
  return {
    worker(pid) {
      const worker = identify(pid);
      replace(file, worker ? { owner, worker } : { owner });
    },
    [Symbol.dispose]: () => rmSync(file, { force: true }),
  };
}

/** A link appears whole or not at all, and never over another. */
function claim(file: string, owner: Owner): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(owner));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replace(file: string, owner: Owner): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(owner));
  renameSync(draft, file);
}

function read(file: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Moves the file away before it is removed: if another waiter was quicker, its new lock is put back. */
function removeStale(file: string, stale: Owner): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  const moved = read(aside);
  if (moved && (moved.owner.pid !== stale.owner.pid || moved.owner.started !== stale.owner.started)) {
    try {
      linkSync(aside, file);
    } catch {
      // another process holds it by now
    }
  }
  rmSync(aside, { force: true });
}
