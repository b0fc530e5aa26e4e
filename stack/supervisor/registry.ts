/** What every supervisor leaves in the cache while it lives, so that a later one can clean up after a killed one. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Fingerprint } from '../launch/fingerprint.ts';
import { killGroup } from '../process/process-group.ts';
import { identify, lives, ProcessIdentity } from '../process/process-identity.ts';
import { LaunchTarget } from '../pointer/target.ts';

/** An address, and a port of it. */
export const Listening = z.object({ host: z.string(), port: z.number() });
export type Listening = z.infer<typeof Listening>;

/** How to use a stack that a supervisor holds. */
export const Access = z.object({
  /** Without `/v1`. */
  stackUrl: z.string(),
  gatewayUrl: z.string(),
  /** The gateway's token. */
  token: z.string(),
  line: z.string(),
  /** `ogx 1.5.0` */
  version: z.string(),
  logFile: z.string().optional(),
  /** Whether its providers do not go through the gateway, so that nothing of theirs is recorded or replayed. */
  direct: z.boolean().optional(),
  /** Where a stack on another host or in a container reaches the gateway, and the certificate that it trusts, absolute. */
  elsewhere: Listening.extend({ authority: z.string() }).optional(),
});
export type Access = z.infer<typeof Access>;

/** A stack that a person keeps for many runs. */
const KeptEntry = z.object({
  access: Access,
  /** The project folder, absolute. */
  project: z.string(),
  target: LaunchTarget,
  fingerprint: Fingerprint,
});
/** A kept stack, and its supervisor. */
export type KeptStack = z.infer<typeof KeptEntry> & { supervisor: ProcessIdentity };

const Entry = z.object({
  supervisor: ProcessIdentity,
  /** Leads the process group. */
  groups: z.array(ProcessIdentity),
  stateFolder: z.string(),
  /** Databases of servers that its stack has its stores in: `127.0.0.1:5432/ogx`. */
  databases: z.array(z.string()).optional(),
  kept: KeptEntry.optional(),
});
type Entry = z.infer<typeof Entry>;

/** Names of state folders start so; nothing else is ever removed by a sweep. */
const STATE_PREFIX = 'e2e-stack-';

/** This supervisor's entry. Each change is written at once. */
export class RegistryEntry {
  readonly #file: string;
  readonly #entry: Entry;

  constructor(cache: string, stateFolder: string) {
    const supervisor = identify(process.pid);
    if (!supervisor) throw new Error('This process does not find itself in the process table.');
    const folder = runningFolder(cache);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#file = join(folder, `${process.pid}.json`);
    this.#entry = { supervisor, groups: [], stateFolder };
    this.#write();
  }

  /** Notes a process group, to be ended if this process is killed. */
  group(pid: number): void {
    const leader = identify(pid);
    if (leader) this.#entry.groups.push(leader);
    this.#write();
  }

  /** Forgets a process group that has ended: its number may be somebody else's one day. */
  release(pid: number): void {
    this.#entry.groups = this.#entry.groups.filter((group) => group.pid !== pid);
    this.#write();
  }

  /** Notes the databases that its stack is about to use. */
  databases(names: readonly string[]): void {
    this.#entry.databases = [...names];
    this.#write();
  }

  /** Offers the stack to the runs of its project. */
  keep(kept: Omit<KeptStack, 'supervisor'>): void {
    this.#entry.kept = kept;
    this.#write();
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }

  #write(): void {
    const draft = `${this.#file}.new`;
    // it holds the gateway's token
    writeFileSync(draft, JSON.stringify(this.#entry), { mode: 0o600 });
    chmodSync(draft, 0o600);
    renameSync(draft, this.#file);
  }
}

/** Stacks that living supervisors keep. */
export function keptStacks(cache: string): KeptStack[] {
  return entries(cache).flatMap(({ entry }) =>
    entry.kept && lives(entry.supervisor) ? [{ ...entry.kept, supervisor: entry.supervisor }] : [],
  );
}

/** Another living supervisor whose stack uses one of these databases, and which. */
export function userOfDatabases(
  cache: string,
  names: readonly string[],
  own = process.pid,
): { pid: number; database: string } | undefined {
  for (const { entry } of entries(cache)) {
    const { supervisor, databases = [] } = entry;
    const database = databases.find((each) => names.includes(each));
    if (database !== undefined && supervisor.pid !== own && lives(supervisor)) return { pid: supervisor.pid, database };
  }
  return undefined;
}

/** Ends the process groups, and removes the state folders, of supervisors that were killed. */
export async function sweep(cache: string): Promise<void> {
  for (const { file, entry } of entries(cache)) {
    if (lives(entry.supervisor)) continue;
    await Promise.all(entry.groups.filter(lives).map((group) => killGroup(group.pid)));
    removeStateFolder(entry.stateFolder);
    rmSync(file, { force: true });
  }
}

/** Makes the path of a new state folder, in the system's folder for temporary files (short: sockets live in it). */
export const stateFolderPrefix = () => join(tmpdir(), STATE_PREFIX);

export function removeStateFolder(folder: string): void {
  if (!basename(folder).startsWith(STATE_PREFIX)) return;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

const runningFolder = (cache: string) => join(cache, 'running');

function entries(cache: string): { file: string; entry: Entry }[] {
  let names: string[];
  try {
    names = readdirSync(runningFolder(cache)).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const file = join(runningFolder(cache), name);
    try {
      return [{ file, entry: Entry.parse(JSON.parse(readFileSync(file, 'utf8'))) }];
    } catch {
      // removed by its owner, or written by another version of this project
      return [];
    }
  });
}
