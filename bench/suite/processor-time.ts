/** Processor time as Linux counts it, in seconds. */
import { readdirSync, readFileSync } from 'node:fs';

interface Usage {
  parent: number;
  own: number;
  /** Of children that have ended. */
  ended: number;
}

/** What this process's ended children, and theirs, have taken so far. */
export const ofEndedChildren = (): number => usage('self')?.ended ?? 0;

/** What a process has taken so far. */
export const ofProcess = (pid: number): number => usage(String(pid))?.own ?? 0;

/** What all descendants of a process that live have taken so far. */
export function ofDescendants(pid: number): number {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), ...usage(name) }));
  const below = (parent: number): number =>
    all
      .filter((each) => each.parent === parent)
      .reduce((sum, each) => sum + (each.own ?? 0) + (each.ended ?? 0) + below(each.pid), 0);
  return below(pid);
}

/** The fields of `/proc/<pid>/stat` (proc(5)): times are hundredths of a second. Undefined when the process has ended. */
function usage(pid: string): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11);
    return { parent, own: (user + system) / 100, ended: (endedUser + endedSystem) / 100 };
  } catch {
    return undefined;
  }
}
