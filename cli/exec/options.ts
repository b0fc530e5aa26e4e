/** The command line of `exec`, as one value. */
import { parseArgs } from 'node:util';
import { UsageFault } from '../../errors/fault.ts';
import { modes, type Mode } from '../../replay/control/protocol.ts';
import { isSecretVariable } from '../../replay/gateway/provider.ts';
import type { ExternalTest } from '../../replay/recording/external.ts';
import { wordOf } from '../../run/words.ts';
import { namedTest } from '../external/names.ts';
import { quoted } from '../external/shell.ts';

const options = {
  mode: { type: 'string' },
  setup: { type: 'string' },
  name: { type: 'string' },
  env: { type: 'string', multiple: true },
  'allow-failure': { type: 'boolean' },
  'allow-empty': { type: 'boolean' },
  'allow-ownerless': { type: 'boolean' },
  prove: { type: 'boolean' },
} as const;

export interface ExecOptions {
  /** As INFERENCE_MODE says, where it is not given. */
  mode: Mode | undefined;
  setup: string;
  name: string;
  /** Spec path and title of the recording. */
  test: { spec: string; titlePath: string[] };
  /** The command and its arguments, `{stack}` in them. */
  command: readonly [string, ...string[]];
  /** Variables for the command, `{stack}` in their values. */
  variables: Readonly<Record<string, string>>;
  /** A command that ends with another code than 0 counts as run to its end. */
  allowFailure: boolean;
  allowEmpty: boolean;
  allowOwnerless: boolean;
  /** What is recorded is replayed before it is written, with the command run once more. */
  prove: boolean;
}

/** @throws {UsageFault} for what is no command line of `exec` */
export function parseExec(args: readonly string[]): ExecOptions {
  const cut = args.indexOf('--');
  const [program, ...rest] = cut === -1 ? [] : args.slice(cut + 1);
  if (program === undefined)
    throw new UsageFault({
      what: 'There is no command to run.',
      why: 'It stands behind "--", so that its options are not taken for ours.',
      fix: 'exec --setup gpt --name my-suite/smoke -- pytest tests',
    });
  const { values } = parseArgs({ args: args.slice(0, cut), options });
  return {
    mode: values.mode === undefined ? undefined : wordOf('--mode', values.mode, modes, 'mode'),
    setup: required('setup', values.setup, 'the setup whose providers answer, as in setups/<setup>.yaml'),
    ...namedTest(required('name', values.name, 'what its recording is called: <suite>/<case>')),
    command: [program, ...rest],
    variables: Object.fromEntries((values.env ?? []).map(variable)),
    allowFailure: values['allow-failure'] ?? false,
    allowEmpty: values['allow-empty'] ?? false,
    allowOwnerless: values['allow-ownerless'] ?? false,
    prove: values.prove ?? false,
  };
}

function required(option: string, value: string | undefined, what: string): string {
  if (value !== undefined && value !== '') return value;
  throw new UsageFault({ what: `--${option} is missing.`, fix: `Give --${option}: ${what}.` });
}

function variable(text: string): [string, string] {
  const cut = text.indexOf('=');
  if (cut > 0) return [text.slice(0, cut), text.slice(cut + 1)];
  throw new UsageFault({
    what: `--env ${text} is no variable.`,
    fix: 'Give --env NAME=VALUE, with {stack} where the address belongs.',
  });
}

/**
 * What is said of an external test: the command that records it again is this one in the mode `record`.
 * @param how what starts `exec`: settings and program
 */
export function externalOf(how: string, { name, setup, command, ...rest }: ExecOptions): ExternalTest {
  const switches = [
    ...Object.entries(rest.variables).map(([key, value]) => `--env ${shownVariable(key, value)}`),
    ...(rest.allowFailure ? ['--allow-failure'] : []),
    ...(rest.allowEmpty ? ['--allow-empty'] : []),
    ...(rest.allowOwnerless ? ['--allow-ownerless'] : []),
  ];
  const own = [how, '--mode record', `--setup ${setup}`, `--name ${quoted(name)}`, ...switches];
  return { name, command: [...own, '--', ...command.map(quoted)].join(' '), madeBy: 'exec' };
}

/** The value of a secret is where it was, and in no file. */
function shownVariable(name: string, value: string): string {
  return isSecretVariable(name) ? `${name}="$${name}"` : quoted(`${name}=${value}`);
}
