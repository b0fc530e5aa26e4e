/** The plan of a launch: command, environment, folders and port, computed without touching anything. */
import { isAbsolute, join, resolve } from 'node:path';
import type { Distribution } from '../pointer/distribution.ts';
import { comesLater } from '../pointer/since.ts';

export interface PlanInput {
  distribution: Distribution;
  /** `1.5.0`; another than the distribution's own for `ogx@1.4.1`. */
  version: string;
  /** The recordings' line: `ogx-1.5`. */
  line: string;
  /** Run config, absolute. */
  config: string;
  /** The distribution's mounts that this launch uses. */
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
  /** Known reasons for ending during the start, each recognised by a part of the log. */
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
  const placeholders: Record<string, string | undefined> = {
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
      const value = placeholders[name];
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
    failures: distribution.failures.map(({ log, why, fix }) => ({
      log,
      why: withVariables(why, environment),
      fix: withVariables(fix, environment),
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

function mapValues<T, U>(record: Record<string, T>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
