import { parseArgs } from 'node:util';
import { nearest } from '../../errors/nearest.ts';
import { UsageFault } from '../../errors/fault.ts';

const OPTIONS = {
  'stack-config': { type: 'string' },
  suite: { type: 'string' },
  setup: { type: 'string' },
  subdirs: { type: 'string' },
  pattern: { type: 'string' },
  'inference-mode': { type: 'string' },
  'text-model': { type: 'string' },
  'vision-model': { type: 'string' },
  'embedding-model': { type: 'string' },
  'embedding-dimension': { type: 'string' },
  env: { type: 'string', multiple: true },
  'collect-only': { type: 'boolean' },
  anyway: { type: 'boolean' },
  print: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Options that were not given are undefined. */
export interface Flags {
  stackConfig: string | undefined;
  suite: string | undefined;
  setup: string | undefined;
  subdirs: string[] | undefined;
  pattern: string | undefined;
  inferenceMode: string | undefined;
  /** Variable → model or dimension, as given. */
  models: Record<string, string>;
  /** `--env`. */
  environment: Record<string, string>;
  collectOnly: boolean;
  anyway: boolean;
  print: boolean;
  help: boolean;
  /** What follows `--`: Playwright's own options. */
  passedOn: string[];
}

const MODELS = {
  E2E_TEXT_MODEL: 'text-model',
  E2E_VISION_MODEL: 'vision-model',
  E2E_EMBEDDING_MODEL: 'embedding-model',
  E2E_EMBEDDING_DIMENSION: 'embedding-dimension',
} as const;

/**
 * Reads the command line.
 * @throws {UsageFault} for an option that is not known, lacks its value or is not of its form
 */
export function readFlags(argv: readonly string[]): Flags {
  const end = argv.indexOf('--');
  const own = end === -1 ? argv : argv.slice(0, end);
  const { values, tokens } = parseArgs({ args: [...own], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageFault(`${token.value} belongs to no option. See --help.`);
    if (token.kind === 'option') checkOption(token.name, token.rawName, token.value);
  }
  const text = (name: keyof typeof OPTIONS) => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const subdirs = text('subdirs');
  return {
    stackConfig: text('stack-config'),
    suite: text('suite'),
    setup: text('setup'),
    subdirs: subdirs === undefined ? undefined : listOf(subdirs),
    pattern: text('pattern'),
    inferenceMode: text('inference-mode'),
    models: Object.fromEntries(
      Object.entries(MODELS).flatMap(([variable, option]) => {
        const value = text(option);
        return value === undefined ? [] : [[variable, value]];
      }),
    ),
    environment: Object.fromEntries((values.env ?? []).map(pairOf)),
    collectOnly: values['collect-only'] === true,
    anyway: values.anyway === true,
    print: values.print === true,
    help: values.help === true,
    passedOn: end === -1 ? [] : argv.slice(end + 1),
  };
}

function checkOption(name: string, raw: string, value: string | undefined): void {
  const known = Object.entries(OPTIONS).find(([option]) => option === name)?.[1];
  if (known === undefined) {
    const near = nearest(name, Object.keys(OPTIONS));
    const hint = near === undefined ? '' : ` Did you mean --${near}?`;
    throw new UsageFault(`There is no option ${raw}.${hint} See --help; options of Playwright stand behind \`--\`.`);
  }
  if (known.type === 'string' && (value === undefined || value === '' || value.startsWith('--'))) {
    throw new UsageFault(`${raw} needs a value. See --help.`);
  }
  if (known.type === 'boolean' && value !== undefined) throw new UsageFault(`${raw} takes no value.`);
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim().replace(/\/+$/, ''))
    .filter((name) => name !== '');
}

function pairOf(pair: string | boolean): [string, string] {
  const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(String(pair)) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new UsageFault(`--env ${String(pair).replace(/=.*/s, '=…')} is not of the form KEY=VALUE.`);
}
