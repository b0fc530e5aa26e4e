/** What all commands of `npm run` have in common: how they are asked for help, how they fail, and with which exit code. */
import { messageOf, UsageFault } from '../errors/fault.ts';
import { nearest } from '../errors/nearest.ts';
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
}

/**
 * Runs a command with what stands behind its name, and sets the exit code. What it answers goes to stdout, all else to
 * stderr: progress, and what is wrong, in the three lines of a fault.
 */
export async function runCommand({ name, help, run, hasCommands = false }: CommandLine): Promise<void> {
  // A reader that has seen enough, as `head` does, is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const args = process.argv.slice(2);
  const screen = new Screen(process.stdout);
  if (asksForHelp(args.slice(0, hasCommands ? 1 : undefined)))
    return screen.print(typeof help === 'string' ? help : await help());
  try {
    process.exitCode = await run(args, screen);
  } catch (error) {
    process.exitCode = failed(error, `npm run ${name} -- --help`);
  }
}

/**
 * Tells on stderr what went wrong.
 * @param help the command that says what is right, told where the error does not
 * @returns the exit code
 */
export function failed(error: unknown, help: string): 1 | 2 {
  const screen = new Screen(process.stderr);
  const [first = '', ...more] = messageOf(error).split('\n');
  screen.print([screen.paint('red', first), ...more].join('\n'));
  if (isParseError(error) || (error instanceof UsageFault && more.length === 0)) screen.print(`See: ${help}`);
  return error instanceof UsageFault || isParseError(error) ? 2 : 1;
}

export function asksForHelp(args: readonly string[]): boolean {
  return args.includes('--help') || args.includes('-h');
}

function isParseError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

/** What to throw where a command has no such command of its own. @param given what was asked for; empty for nothing */
export function unknownCommand(given: string, commands: readonly string[]): UsageFault {
  const near = nearest(given, commands);
  return new UsageFault({
    what: given === '' ? 'It was not said what to do.' : `There is no command "${given}".`,
    why: `The commands are ${commands.join(', ')}.`,
    fix: near === undefined ? 'Give one of these.' : `Did you mean ${near}?`,
  });
}
