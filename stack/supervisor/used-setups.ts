/** Can a stack serve the setups of a run at all? Asked before it is started, so that nobody waits for the answer. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Distribution } from '../pointer/distribution.ts';
import { Fault } from '../../errors/fault.ts';
import { nearest } from '../../errors/nearest.ts';
import { pythonRuns } from '../python/python.ts';
import { providerTypesOf, storesOf } from '../launch/run-config.ts';

/** What a setup of the run asks of a stack. */
export interface UsedSetup {
  name: string;
  /** The setup whose recordings it replays. */
  recordings: string;
  /** The kind of server that its stack must have its stores in, where that matters: `postgres`. */
  stores?: string | undefined;
  /** The type of the provider that must hold its stack's vectors, where that matters: `inline::qdrant`. */
  vectors?: string | undefined;
  /** Likewise of the provider that must hold its files: `remote::s3`. */
  files?: string | undefined;
  /** Releases that cannot serve it. */
  broken?: readonly { release: string; what: string; fix: string }[] | undefined;
  /** What its stack's Python must be able to run. */
  python?: { runs: string; else: string; fix: string } | undefined;
  /** What the setup needs, for the error. */
  needs?: string | undefined;
  /** Its providers; `hosted`: the stack reaches it by a host of its own, without a mount. */
  providers: readonly { name: string; hosted: boolean }[];
  /** Whether its tests may ask them. */
  asks: boolean;
}

/** Throws a Fault for a setup whose provider the distribution does not have. */
export function requireMounts(
  setups: readonly UsedSetup[],
  { mounts, package: name, line }: Distribution,
  version: string,
): void {
  for (const setup of setups) {
    const missing = setup.providers.find((provider) => !provider.hosted && !(provider.name in mounts));
    if (missing === undefined) continue;
    throw new Fault({
      what: `Setup ${setup.name} cannot run on ${name} ${version}: the distribution has no provider ${missing.name}.`,
      why: needed(setup),
      fix: `Choose another setup with --project, or another stack with STACK_CONFIG. CONTRIBUTING.md says how stack/distributions/${line} is given a provider.`,
    });
  }
}

/** Throws a Fault for a setup that this release is known not to serve: `ogx@1.5.0`. */
export function requireUnbroken(setups: readonly UsedSetup[], release: string): void {
  for (const { name, broken = [] } of setups) {
    const found = broken.find((each) => each.release === release);
    if (found === undefined) continue;
    throw new Fault({ what: `Setup ${name} cannot run on ${release}.`, why: found.what, fix: found.fix });
  }
}

/**
 * Throws a Fault for a setup whose demands the Python of the stack does not meet.
 * @param findPython which would be taken: an executable
 */
export async function requirePython(setups: readonly UsedSetup[], findPython: () => Promise<string>): Promise<void> {
  for (const { name, python } of setups) {
    if (python === undefined) continue;
    const executable = await findPython();
    if (await pythonRuns(executable, python.runs)) continue;
    throw new Fault({
      what: `Setup ${name} cannot run on the Python ${executable}.`,
      why: python.else,
      fix: python.fix,
    });
  }
}

/**
 * Throws a Fault for a setup that is about other stores than those of the run config: its tests would pass there and say
 * nothing about what it is for.
 */
export function requireStores(setups: readonly UsedSetup[], runConfig: string): void {
  const kinds = storesOf(runConfig);
  const missing = setups.find(({ stores }) => stores !== undefined && kinds.some((kind) => kind !== stores));
  if (!missing) {
    requireProvider(setups, 'vectors', providerTypesOf(runConfig, 'vector_io'));
    requireProvider(setups, 'files', providerTypesOf(runConfig, 'files'));
    return;
  }
  throw new Fault({
    what: `Setup ${missing.name} is for a stack with its stores in ${missing.stores}, and this one has them in ${kinds.join(', ')}.`,
    why: needed(missing),
    fix: 'Leave STACK_CONFIG out, or name a run config with such stores.',
  });
}

function requireProvider(setups: readonly UsedSetup[], what: 'vectors' | 'files', types: readonly string[]): void {
  const missing = setups.find((setup) => setup[what] !== undefined && !types.includes(setup[what]));
  if (!missing) return;
  throw new Fault({
    what: `Setup ${missing.name} is for a stack with its ${what} in ${missing[what]}, and this one has them in ${types.join(', ') || 'none'}.`,
    why: needed(missing),
    fix: 'Leave STACK_CONFIG out, or name a run config with such a provider.',
  });
}

/** Throws a Fault for a line without any recording. */
export function requireRecordings(recordings: string, line: string): void {
  if (existsSync(join(recordings, line))) return;
  const entries = existsSync(recordings) ? readdirSync(recordings, { withFileTypes: true }) : [];
  const lines = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const near = nearest(line, lines);
  throw new Fault({
    what: `There are no recordings of the line ${line}, so nothing can be replayed.`,
    why: `Recordings belong to a line, since tool names and prompts differ between lines. There are: ${lines.join(', ') || 'none'}.`,
    fix: `${near === undefined ? '' : `Did you mean ${near}? `}Choose a version of one of these lines, or record: INFERENCE_MODE=record.`,
  });
}

/**
 * Throws a Fault for a setup of which nothing is recorded on the line, where all is to be replayed. Of one whose tests ask
 * no provider, each says itself that it has no recording.
 * @param recorded the setups that the line is recorded under
 */
export function requireSetups(
  setups: readonly UsedSetup[],
  recordings: string,
  line: string,
  recorded: readonly string[],
): void {
  const missing = setups.find((each) => each.asks && !existsSync(join(recordings, line, each.recordings)));
  if (!missing) return;
  const known = recorded.includes(missing.recordings) ? '' : `The line is recorded under ${recorded.join(', ')}.`;
  throw new Fault({
    what: `Nothing is recorded of setup ${missing.recordings} on the line ${line}, so nothing can be replayed.`,
    why: [known, needed(missing)].filter((text) => text !== '').join(' '),
    fix: `Choose another setup with --project, record this one (npm run record -- --project=${missing.recordings}), or ask its providers without recording: INFERENCE_MODE=live.`,
  });
}

function needed({ needs }: UsedSetup): string {
  return needs === undefined ? '' : `It needs: ${needs}`;
}
