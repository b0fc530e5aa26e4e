/** What a command line of `playwright test` selects, read before Playwright does. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export interface Selection {
  /** What `--project` names: setups and patterns with `*`; undefined when it is not there. */
  projects: string[] | undefined;
  /** Patterns of which a spec file's path must match one; all files without them. */
  files: readonly string[];
  /** Patterns that a test's name must match, and must not match. */
  grep?: string | undefined;
  grepInvert?: string | undefined;
  /** How many shards there are, of which this run is one. */
  shards: number;
  repeats: number;
}

/** Playwright's options that take a value, which is no file then. `--project` may have several behind it. */
const VALUED =
  'add-reporter browser config global-timeout grep grep-invert last-failed-file max-failures output project repeat-each ' +
  'reporter retries run-agents shard test-list test-list-invert timeout trace tsconfig ui-host ui-port ' +
  'update-source-method workers';
const SHORT: Readonly<Record<string, string>> = { config: 'c', grep: 'g', 'grep-invert': 'G', workers: 'j' };

const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
  VALUED.split(' ').map((name) => {
    const short = SHORT[name];
    return [name, { type: 'string', multiple: true, ...(short === undefined ? {} : { short }) }];
  }),
);

/**
 * As Playwright has it, `--project a b` names two projects, `--project=a b` one and a file.
 * @param args what stands behind `playwright test`
 */
export function selectionIn(args: readonly string[]): Selection {
  const { values, positionals } = parseArgs({
    args: oneByOne(args),
    options,
    strict: false,
    allowPositionals: true,
  });
  const all = (name: string): string[] => [values[name] ?? []].flat().filter((value) => typeof value === 'string');
  const last = (name: string): string | undefined => all(name).at(-1);
  const projects = all('project');
  return {
    projects: projects.length === 0 ? undefined : projects,
    files: positionals,
    grep: last('grep'),
    grepInvert: last('grep-invert'),
    shards: positive(last('shard')?.split('/')[1]),
    repeats: positive(last('repeat-each')),
  };
}

/** `--project a b` as `--project=a --project=b`. */
function oneByOne(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  let reading = false;
  return args.flatMap((arg, index) => {
    if (end !== -1 && index >= end) return [arg];
    if (arg === '--project') {
      reading = true;
      return [];
    }
    reading &&= !arg.startsWith('-');
    return reading ? [`--project=${arg}`] : [arg];
  });
}

function positive(text: string | undefined): number {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : 1;
}
