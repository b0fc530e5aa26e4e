/** From what is wanted to what is done: the plan of a launch, made without touching anything. */
import { isAbsolute, join, resolve } from 'node:path';
import type { Distribution } from './distribution.ts';
import { DAYS_AFTER } from './release-day.ts';
import { comesLater } from './since.ts';

export interface PlanInput {
  distribution: Distribution;
  /** `1.5.0`; another than the distribution's own for `ogx@1.4.1`. */
  version: string;
  /** The recordings' line: `ogx-1.5`. */
  line: string;
  /** Run config, absolute. */
  config: string;
  /** Those of the distribution's mounts that this launch has. */
  mounts: Distribution['mounts'];
  port: number;
  gatewayUrl: string;
  /** All absolute. `state` is the launch's own and thrown away after it. */
  folders: { state: string; venv?: string; tokenizer?: string };
  logFile: string;
  environment: Record<string, string | undefined>;
  /** The program that runs `{node}`. */
  node?: string;
}

export interface Plan {
  line: string;
  /** `ogx 1.5.0` */
  version: string;
  command: string;
  arguments: string[];
  /** The whole environment: nothing else is inherited. */
  environment: Record<string, string>;
  cwd: string;
  /** Folders to make before the start. */
  folders: string[];
  port: number;
  url: string;
  logFile: string;
  ready: Distribution['ready'];
  /** Why it may end while starting, by a part of its log. */
  failures: Distribution['failures'];
}

const INHERITED = ['PATH', 'LANG', 'TMPDIR'] as const;

/**
 * The plan of one launch. The environment holds PATH, LANG, TMPDIR, what the distribution says or inherits, and the mounts; so no
 * user configuration, key, proxy or test mode of the caller reaches the stack.
 */
export function planLaunch(input: PlanInput): Plan {
  const { distribution, folders, port } = input;
  const authority = authorityFile(folders.state);
  const blanks: Record<string, string | undefined> = {
    state: folders.state,
    venv: folders.venv,
    tokenizer: folders.tokenizer,
    config: input.config,
    port: String(port),
    distribution: distribution.folder,
    gateway: input.gatewayUrl,
    ca: authority,
    node: input.node ?? process.execPath,
  };
  const fill = (text: string) =>
    text.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => {
      const value = blanks[name];
      if (value === undefined) throw new Error(`${distribution.folder}/distribution.yaml: nothing to put for ${whole}`);
      return value;
    });
  const own = mapValues(distribution.environment, fill);
  const mounts = Object.values(input.mounts).flatMap(({ variable, path, environment: more }) =>
    Object.entries({ [variable]: input.gatewayUrl + path, ...more }),
  );
  const inherited = [...INHERITED, ...distribution.inherits].flatMap((name): [string, string][] => {
    const value = input.environment[name];
    return value ? [[name, value]] : [];
  });
  const environment: Record<string, string> = { ...Object.fromEntries([...inherited, ...mounts]), ...own };
  const known = distribution.command.filter((argument) => !comesLater(argument, distribution, input.version));
  const [command = '', ...rest] = known.map(fill);
  const inState = (path: string) => path !== authority && isAbsolute(path) && path.startsWith(folders.state + '/');
  return {
    line: input.line,
    version: `${distribution.package} ${input.version}`,
    command,
    arguments: rest,
    environment,
    cwd: join(folders.state, 'cwd'),
    folders: [join(folders.state, 'cwd'), ...Object.values(own).filter(inState)],
    port,
    url: `http://127.0.0.1:${port}`,
    logFile: resolve(input.logFile),
    ready: distribution.ready,
    failures: distribution.failures.map(({ log, why, cure }) => ({
      log,
      why: withVariables(why, environment),
      cure: withVariables(cure, environment),
    })),
  };
}

/** `${env.POSTGRES_HOST:=127.0.0.1}`, as a run config has it, filled in. */
function withVariables(text: string, environment: Record<string, string>): string {
  return text.replaceAll(
    /\$\{env\.(\w+):=([^}]*)\}/g,
    (_, name: string, without: string) => environment[name] || without,
  );
}

/** Where a launch finds the certificate of the gateway's authority: `{ca}`. It must be there before the start. */
export function authorityFile(stateFolder: string): string {
  return join(stateFolder, 'authority.pem');
}

/**
 * The requirements of a version. Another release of the same line takes the distribution's pins with its own packages
 * set to it. A release of another line, which these pins do not fit, takes what its own metadata allows, as it was
 * published when the release was.
 */
export function requirementsFor(pinned: string, distribution: Distribution, version: string): string {
  const { version: own, python } = distribution;
  if (version === own || !python) return pinned;
  if (!isPinned(distribution, version)) {
    const asOf = `# as published up to ${DAYS_AFTER} days after ${distribution.package} ${version}`;
    return [asOf, ...python.versioned.map((name) => `${name}==${version}`), ...python.direct, ''].join('\n');
  }
  const versioned = new Set(python.versioned.map(normalName));
  return pinned.replaceAll(/^([A-Za-z0-9._-]+)==.*$/gm, (whole, name: string) =>
    versioned.has(normalName(name)) ? `${name}==${version}` : whole,
  );
}

/** Whether the distribution's pins are meant for a version: for its own line's. */
export function isPinned({ line }: Pick<Distribution, 'line'>, version: string): boolean {
  return line.endsWith(`-${version.split('.').slice(0, 2).join('.')}`);
}

/** PEP 503: `llama_stack` and `llama-stack` are one package. */
const normalName = (name: string) => name.toLowerCase().replaceAll(/[-_.]+/g, '-');

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
