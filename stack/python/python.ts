/** Which Python builds the virtual environment. Choosing is pure; `probe` is the only process. */
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Fault, messageOf } from '../../errors/fault.ts';
import { hasUv, pythonsOfUv } from './installer.ts';

const Probe = z.object({
  /** `3.12.1` */
  version: z.string(),
  /** The interpreter itself, absolute: behind shims, links and wrappers. */
  executable: z.string().min(1),
  /** Whether `python -m venv` can work: Debian has ensurepip in a package of its own. */
  venv: z.boolean(),
});
export type Python = z.infer<typeof Probe>;

const PROBE = `import json,sys,importlib.util as u
print(json.dumps({"version":"%d.%d.%d"%sys.version_info[:3],"executable":sys.executable,"venv":all(u.find_spec(m) for m in ("venv","ensurepip"))}))`;

/** No suitable Python was found: the only error on which a run on a person's machine may fall back to `recorded`. */
export class NoPython extends Fault {}

export interface PythonSearch {
  /** `major.minor` of the supported versions. */
  supported: readonly string[];
  environment: Record<string, string | undefined>;
  /** Whether `venv` and `ensurepip` are needed: no, when uv makes the environment. */
  needsVenv: boolean;
  /** More interpreters to try at the end, absolute. */
  more?: readonly string[];
  /** Runs a candidate; throws with the reason when it does not work. */
  probe?: (command: string) => Promise<Python>;
}

/**
 * The first suitable Python. `STACK_PYTHON`, when set, must be suitable: nothing else is tried. Throws NoPython where there is
 * none at all, and a Fault where there is one that can be made suitable.
 */
export async function findPython(search: PythonSearch): Promise<Python> {
  const { supported, environment, needsVenv, probe = probePython } = search;
  const own = environment['STACK_PYTHON'];
  const tried: string[] = [];
  let isFixable = Boolean(own);
  for (const command of own ? [own] : [...candidates(supported, environment), ...(search.more ?? [])]) {
    try {
      const python = await probe(command);
      const unsuitable = whyUnsuitable(python, supported, needsVenv);
      if (unsuitable === undefined) return python;
      tried.push(`${command}: ${unsuitable}`);
      isFixable ||= unsuitable.includes(' without ');
    } catch (error) {
      tried.push(`${command}: ${messageOf(error)}`);
    }
  }
  throw new (isFixable ? Fault : NoPython)({
    what: own ? `STACK_PYTHON=${own} cannot run the stack.` : 'No Python was found that can run the stack.',
    why: `Needed is Python ${supported.join(' or ')}. Tried:\n${tried.map((each) => `  ${each}`).join('\n')}`,
    fix: own
      ? 'Set STACK_PYTHON to such an interpreter, or unset it to have one looked for.'
      : 'Install one (your system’s packages, pyenv, or `uv python install 3.12`), or name one with STACK_PYTHON=/path/to/python3.12, or run without a server: STACK_CONFIG=recorded.',
  });
}

/** The Python that an environment is built with: as `findPython`, with those that uv has where it is there. */
export async function pythonOf(
  supported: readonly string[],
  environment: PythonSearch['environment'],
): Promise<Python & { uv: boolean }> {
  const uv = await hasUv(environment);
  const more = uv && !environment['STACK_PYTHON'] ? await pythonsOfUv(environment, supported) : [];
  return { ...(await findPython({ supported, environment, needsVenv: !uv, more })), uv };
}

/** Whether an interpreter runs this code. */
export async function pythonRuns(executable: string, code: string): Promise<boolean> {
  try {
    await promisify(execFile)(executable, ['-c', code], { timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** Commands to try, best first. */
export function candidates(supported: readonly string[], environment: Record<string, string | undefined>): string[] {
  const pyenv = join(environment['PYENV_ROOT'] || join(environment['HOME'] || homedir(), '.pyenv'), 'versions');
  return [
    ...supported.map((version) => `python${version}`),
    'python3',
    'python',
    ...foldersOf(pyenv)
      .filter((folder) => supported.some((version) => folder === version || folder.startsWith(`${version}.`)))
      .map((folder) => join(pyenv, folder, 'bin/python')),
  ];
}

function whyUnsuitable(python: Python, supported: readonly string[], needsVenv: boolean): string | undefined {
  const short = python.version.split('.').slice(0, 2).join('.');
  if (!supported.includes(short)) return `is Python ${python.version}`;
  if (!needsVenv || python.venv) return undefined;
  return `is Python ${python.version} without venv or ensurepip (Debian and Ubuntu: apt install python${short}-venv)`;
}

async function probePython(command: string): Promise<Python> {
  try {
    const { stdout } = await promisify(execFile)(command, ['-c', PROBE], { timeout: 20_000 });
    return Probe.parse(JSON.parse(stdout));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error('not there', { cause: error });
    throw new Error('does not run', { cause: error });
  }
}

function foldersOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
