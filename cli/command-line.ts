/** What all commands of `npm run` have in common: how they are asked for help, how they fail, and with which exit code. */
import '../run/direct-loopback.ts';
import { messageOf, UsageFault } from '../errors/fault.ts';
import { nearest } from '../errors/nearest.ts';
import { isOutside } from '../folders/folders.ts';
import { Screen } from './screen.ts';

export interface CommandLine {
  /** As `npm run` knows it. */
  name: string;
  /** What `--help` prints. */
  help: string | (() => string | Promise<string>);
  /** @returns the exit code: 0 fine, 1 something was found or failed, 2 wrong usage */
  run: (args: string[], screen: Screen) => Promise<number>;
  /** Whether it has commands of its own: `--help` behind one is that one's. */
  hasCommands?: boolean;
  /** The exit code where it fails otherwise than by wrong usage; 1 without it. */
  failure?: number;
}

/** What a person types before the options of a command, in this repository and in one that has the package installed. */
export const programOf = (name: string): string => (isOutside() ? `npx llama-stack-e2e ${name}` : `npm run ${name} --`);

/**
 * Runs a command with what stands behind its name, and sets the exit code. What it answers goes to stdout, all else to
 * stderr: progress, and what is wrong, in the three lines of a fault.
 */
export async function runCommand({ name, help, run, hasCommands = false, failure = 1 }: CommandLine): Promise<void> {
  // A reader that has seen enough, as `head` does, is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const args = process.argv.slice(2);
  const screen = new Screen(process.stdout);
  if (asksForHelp(args.slice(0, hasCommands ? 1 : undefined)))
    return screen.print(typeof help === 'string' ? help : await help());
  try {
    process.exitCode = await run(args, screen);
  } catch (error) {
    process.exitCode = failed(error, `${programOf(name)} --help`) === 2 ? 2 : failure;
  }
}

/**
 * Tells on stderr what went wrong.
 * @param help the command that says what is right, told where the error does not
 * @returns the exit code
 */
export function failed(error: unknown, help: string): 1 | 2 {
  const screen = new Screen(process.stderr);
  const wrongUsage = error instanceof UsageFault || isParseError(error);
  const message = isParseError(error) ? parseErrorText(error) : messageOf(error);
  const [first = '', ...more] = message.split('\n');
  screen.print([screen.paint('red', first), ...more].join('\n'));
  if (wrongUsage && more.length < 2 && !message.includes('--help')) screen.print(`See: ${help}`);
  return wrongUsage ? 2 : 1;
}

/** What stands behind `--` is another program's, its `--help` too. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const own = end === -1 ? args : args.slice(0, end);
  return own.includes('--help') || own.includes('-h');
}

function isParseError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

/** Its first sentence: what Node adds is about arguments that begin with a dash. */
function parseErrorText({ message }: Error): string {
  return `${message.split('. ')[0]?.replace(/\.$/, '')}.`;
}

/** What to throw where a command has no such command of its own. @param given what was asked for; empty for nothing */
export function unknownCommand(given: string, commands: readonly string[]): UsageFault {
  const near = nearest(given, commands);
  return new UsageFault({
    what: given === '' ? 'It was not said what to do.' : `There is no command "${given}".`,
    why: `The commands are ${commands.join(', ')}.`,
    ...(near !== undefined && { fix: `Did you mean ${near}?` }),
  });
}
