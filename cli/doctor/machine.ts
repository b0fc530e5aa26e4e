/** What the machine must have: Node, a Python, a cache folder with room, free ports, a package index. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { diskFault } from '../../errors/disk.ts';
import { messageOf } from '../../errors/fault.ts';
import { nodeFault } from '../../fixtures/node-version.ts';
import type { Distribution } from '../../stack/pointer/distribution.ts';
import { cacheFolder } from '../../stack/process/cache.ts';
import { portIsFree } from '../../stack/process/port.ts';
import { pythonOf } from '../../stack/python/python.ts';
import { missing, note, ok, type Check } from './check.ts';

type Environment = Record<string, string | undefined>;

/** What the environment of a stack takes, in MiB, measured for ogx 1.5.0. */
const ENVIRONMENT_MIB = 900;
/** How long a package index may take to answer, in milliseconds. */
const INDEX_LIMIT = 15_000;
const run = promisify(execFile);

export function checkNode(version: string = process.version): Check {
  const fault = nodeFault(version);
  return fault === undefined ? ok('Node', version) : missing('Node', fault.what, fault.fix ?? 'npm ci');
}

interface PythonCheck extends Check {
  executable?: string;
}

/** The Python that builds the environments of the lines. */
export async function checkPython(
  distributions: readonly Distribution[],
  environment: Environment,
): Promise<PythonCheck> {
  const supported = [...new Set(distributions.flatMap(({ python }) => python?.supported ?? []))].sort();
  try {
    const { version, executable, uv } = await pythonOf(supported, environment);
    return { ...ok('Python', `${version}, ${executable}${uv ? ', installing with uv' : ''}`), executable };
  } catch (error) {
    return missing('Python', messageOf(error), `Install Python ${supported.at(-1)}, or set STACK_PYTHON to one.`);
  }
}

/** The folder that holds environments: can it be written to, and has it room for one more? */
export function checkCache(environment: Environment): Check {
  const folder = cacheFolder(environment);
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / 1024 ** 2);
    if (free < ENVIRONMENT_MIB) {
      const found = `${folder} has ${free} MiB left, and an environment takes ${ENVIRONMENT_MIB} MiB`;
      return missing('Cache', found, 'Make room, or set E2E_CACHE to a folder on a larger disk.');
    }
    return ok('Cache', `${folder}, ${Math.floor(free / 1024)} GiB free`);
  } catch (error) {
    const moved = { name: 'cache folder', path: folder, variable: 'E2E_CACHE' };
    const { why = messageOf(error), fix = 'Set E2E_CACHE to another folder.' } = diskFault(error, [moved]) ?? {};
    return missing('Cache', `${folder} cannot be written to. ${why}`, fix);
  }
}

/** Which lines have their environment already. */
export function checkEnvironments(distributions: readonly Distribution[], environment: Environment): Check[] {
  const home = join(cacheFolder(environment), 'environments');
  const built = existsSync(home) ? readdirSync(home) : [];
  return distributions
    .filter(({ python }) => python !== undefined)
    .map(({ line, package: name, version }) => {
      const is = built.some(
        (folder) => folder.startsWith(`${name}-${version}-`) && existsSync(join(home, folder, '.complete')),
      );
      if (is) return ok(line, `${name} ${version} is installed`);
      return note(line, `${name} ${version} is not installed yet`, 'The first run installs it, in about a minute.');
    });
}

/**
 * Whether the package index that pip is set to answers.
 * @param needed whether a run has to install first
 */
export async function checkIndex(python: string, needed: boolean): Promise<Check> {
  try {
    await run(python, ['-m', 'pip', 'index', 'versions', 'pip', '--disable-pip-version-check'], {
      timeout: INDEX_LIMIT,
    });
    return ok('Package index', 'answers');
  } catch {
    const fix = 'See PIP_INDEX_URL, HTTPS_PROXY and your network.';
    if (!needed)
      return note('Package index', 'does not answer pip, so only lines that are installed already can run', fix);
    return missing(
      'Package index',
      'does not answer pip, and the default stack is not installed yet',
      `${fix} STACK_CONFIG=recorded needs neither.`,
    );
  }
}

export async function checkPort(port: number): Promise<Check> {
  if (await portIsFree(port)) return ok('Port', `${port} is free, for server: pointers`);
  return note('Port', `${port} is taken`, `Only "server:" pointers need it: end what listens there, or name another.`);
}

/** The project's own folder, which reports and results are written to. */
export function checkProject(project: string): Check {
  try {
    accessSync(project, constants.W_OK);
    return ok('Project', project);
  } catch {
    return missing(
      'Project',
      `${project} cannot be written to`,
      `chown it, or clone it elsewhere than ${dirname(project)}.`,
    );
  }
}
