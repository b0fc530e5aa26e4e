/** The stack config pointer: which stack a run wants. Parsing only; nothing is looked up or started. */
import type { Distribution } from './distribution.ts';
import { Fault } from '../../errors/fault.ts';
import { nearest } from '../../errors/nearest.ts';
import type { WantedProvider } from './target.ts';

type Known = Pick<Distribution, 'name' | 'line' | 'package' | 'version' | 'aliases' | 'default'>;

/** What a launched stack is made of. */
export type Target =
  /**
   * `line` and `version` are those of a known distribution, or derived from `<name>@<version>`; `base` is a line to run it
   * with. `file` is a run config in the distribution's folder, other than its `run.yaml`.
   */
  | { kind: 'distribution'; base: string; line: string; version: string; file?: string }
  | { kind: 'config'; path: string }
  | { kind: 'providers'; providers: WantedProvider[] };

export type Pointer =
  | { kind: 'unset' }
  | { kind: 'recorded' }
  | { kind: 'url'; url: string }
  /** Reuse the kept stack at this port if it is ours, else launch there. Without a port: `portOf` the environment. */
  | { kind: 'server'; target: Target; port?: number }
  /** Launch a private stack on a free port. */
  | { kind: 'launch'; target: Target };

/** Where a pointer is looked for, first set one wins. The last two are the reference harness's. */
const pointerVariables = ['STACK_CONFIG', 'LLAMA_STACK_CONFIG', 'OGX_CONFIG'] as const;
const portVariables = ['STACK_PORT', 'LLAMA_STACK_PORT', 'OGX_PORT'] as const;
const DEFAULT_PORT = 8321;

type Environment = Readonly<Record<string, string | undefined>>;

/** The pointer that an environment names, as it stands there, and the variable that names it. */
export function pointerIn(environment: Environment): { text: string; variable: string } | undefined {
  const variable = pointerVariables.find((name) => environment[name]?.trim());
  return variable === undefined ? undefined : { text: environment[variable] ?? '', variable };
}

/**
 * The pointer `text` with the run config of `wanted`, where both name one distribution and `text` names it alone:
 * `server:ci-tests:8321` and `ogx::a.yaml` make `server:ci-tests::a.yaml:8321`. Else `text`. Throws as `parsePointer` does.
 */
export function withRunConfigOf(wanted: string, text: string, known: readonly Known[], origin?: string): string {
  const own = distributionIn(parsePointer(text, known, origin));
  const other = distributionIn(parsePointer(wanted, known));
  if (own === undefined || own.file !== undefined || other?.file === undefined || own.base !== other.base) return text;
  return text.trim().replace(/(:\d+)?$/, `::${other.file}$1`);
}

function distributionIn(pointer: Pointer): (Target & { kind: 'distribution' }) | undefined {
  return 'target' in pointer && pointer.target.kind === 'distribution' ? pointer.target : undefined;
}

/** The port of a `server:` pointer that names none. */
export function portOf(environment: Environment): number {
  const variable = portVariables.find((name) => environment[name]);
  const text = variable === undefined ? String(DEFAULT_PORT) : (environment[variable] ?? '');
  return parsePort(text) ?? refuse(`${variable}=${text}`, 'A port is a number from 1 to 65535.');
}

/** Parses one pointer. `origin` is the variable or option that it came from, for the error. */
export function parsePointer(text: string, known: readonly Known[], origin = 'STACK_CONFIG'): Pointer {
  const pointer = text.trim();
  const fail = (why: string): never => refuse(`${origin}=${text}`, why);
  if (pointer === '') return { kind: 'unset' };
  if (pointer === 'recorded') return { kind: 'recorded' };
  if (/^https?:\/\//i.test(pointer)) {
    if (!URL.canParse(pointer)) return fail('It is not a URL.');
    return { kind: 'url', url: pointer.replace(/\/+$/, '').replace(/\/v1$/, '') };
  }
  if (pointer.startsWith('docker:')) {
    return fail(
      'Containers are not started here. Start it yourself, such as with `docker run -p 8321:8321 …`, and give its URL: http://127.0.0.1:8321.',
    );
  }
  if (!pointer.startsWith('server:')) return { kind: 'launch', target: parseTarget(pointer, known, fail) };

  const [, config = '', tail] = /^server:(.*?)(?:(?<!:):([^:/\\]*))?$/.exec(pointer) ?? [];
  if (config === '') return fail('The config behind `server:` is missing.');
  const target = parseTarget(config, known, fail);
  if (tail === undefined) return { kind: 'server', target };
  const port = parsePort(tail);
  return port === undefined ? fail(`\`${tail}\` is not a port.`) : { kind: 'server', target, port };
}

function parseTarget(text: string, known: readonly Known[], fail: (why: string) => never): Target {
  const isFile = /\.ya?ml$/i.test(text);
  // before anything else: `server:starter::run.yaml` has a file's end as well
  if (text.includes('::') && !text.includes('=')) return parseFileOf(text, known, fail);
  if (text.includes('=') && !isFile) return { kind: 'providers', providers: parseProviders(text, fail) };
  if (isFile || text.includes('/')) return { kind: 'config', path: text };

  const [name = '', version, ...rest] = text.split('@');
  if (rest.length > 0) return fail('A version is given once: `ogx@1.5.0`.');
  const named = known.filter((each) => each.name === name).sort(newestFirst);
  const chosen =
    version === undefined
      ? (named[0] ?? known.find((each) => each.line === name || name in each.aliases))
      : named.find((each) => each.version === version || each.line === `${name}-${version}`);
  if (chosen) return { kind: 'distribution', base: chosen.line, line: chosen.line, version: chosen.version };
  const base = version === undefined ? undefined : baseOf(version, named);
  if (base === undefined || version === undefined) return fail(unknownName(name, known));
  const short = /^(\d+\.\d+)\.\d+[A-Za-z0-9.]*$/.exec(version)?.[1];
  if (short !== undefined) return { kind: 'distribution', base: base.line, line: `${name}-${short}`, version };
  return fail(`\`${version}\` is neither a full version such as ${base.version} nor a line of ${name}.`);
}

/** `ogx::run-with-postgres-store.yaml`, as the reference has it: another run config of a distribution. */
function parseFileOf(text: string, known: readonly Known[], fail: (why: string) => never): Target {
  const [name = '', file = '', ...rest] = text.split('::');
  const target = parseTarget(name, known, fail);
  if (target.kind !== 'distribution' || rest.length > 0 || !/^[\w.-]+\.ya?ml$/i.test(file)) {
    return fail('Before `::` stands a distribution, and behind it a run config of its folder: a file, without a path.');
  }
  return file === 'run.yaml' ? target : { ...target, file };
}

/** What a release is run with: its own line, else the newest line before it, else the oldest. `named` is newest first. */
function baseOf(version: string, named: readonly Known[]): Known | undefined {
  const fits = ({ version: own }: Known) => lineOf(own) === lineOf(version) || compareVersions(own, version) < 0;
  return named.find(fits) ?? named.at(-1);
}

const newestFirst = (a: Known, b: Known) => compareVersions(b.version, a.version);
const compareVersions = (a: string, b: string) => a.localeCompare(b, 'en', { numeric: true });
const lineOf = (version: string) => version.split('.').slice(0, 2).join('.');

/** `inference=remote::vllm?max_tokens=64&timeout=5`, as the reference has it. */
function parseProviders(text: string, fail: (why: string) => never): WantedProvider[] {
  return text.split(/[,;]/).map((pair) => {
    const [, api, provider, query] = /^\s*([a-z_]+)=([A-Za-z0-9:_-]+)(?:\?(.*?))?\s*$/.exec(pair) ?? [];
    if (!api || !provider) return fail(`\`${pair}\` is not of the form api=provider.`);
    return query === undefined ? { api, provider } : { api, provider, settings: parseSettings(query, pair, fail) };
  });
}

function parseSettings(query: string, pair: string, fail: (why: string) => never): Record<string, string> {
  return Object.fromEntries(
    query.split('&').map((setting): [string, string] => {
      const [, key, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(setting) ?? [];
      return key === undefined || value === undefined
        ? fail(`\`${setting}\` of \`${pair}\` is not of the form key=value.`)
        : [key, value];
    }),
  );
}

function parsePort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : undefined;
}

function unknownName(name: string, known: readonly Known[]): string {
  const names = known.flatMap((each) => [each.name, each.line, ...Object.keys(each.aliases)]);
  const near = nearest(name, names);
  const hint = near === undefined ? '' : ` Did you mean \`${near}\`?`;
  return `No distribution is called \`${name}\`.${hint} Known: ${[...new Set(names)].join(', ')}.`;
}

const forms =
  'Give a distribution (ogx, llama-stack-0.3, ogx@1.4.1, ogx::run-with-postgres-store.yaml), path/to/run.yaml, providers ' +
  '(inference=openai,…), a server at a port (server:ogx, server:ogx:8321), a URL (http://127.0.0.1:8321) or recorded; ' +
  'README.md says what each means.';

function refuse(what: string, why: string): never {
  throw new Fault({ what: `${what} does not say which stack to use.`, why, fix: forms });
}
