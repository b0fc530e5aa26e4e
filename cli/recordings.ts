/** `npm run recordings -- <command>`: reads, checks, tidies and moves recordings. */
import { type Command, type ExitCode } from './recordings/command.ts';
import { acceptDrift } from './recordings/accept-drift.ts';
import { diff } from './recordings/diff.ts';
import { importCommand } from './recordings/import.ts';
import { ls } from './recordings/ls.ts';
import { normalize } from './recordings/normalize.ts';
import { pack } from './recordings/pack.ts';
import { prune } from './recordings/prune.ts';
import { rename } from './recordings/rename.ts';
import { Screen } from './recordings/screen.ts';
import { show } from './recordings/show.ts';
import { unpack } from './recordings/unpack.ts';
import { verify } from './recordings/verify.ts';
import { UsageFault, messageOf } from '../errors/fault.ts';

const commands: Readonly<Record<string, Command>> = {
  ls,
  show,
  diff,
  verify,
  prune,
  rename,
  normalize,
  pack,
  unpack,
  import: importCommand,
  'accept-drift': acceptDrift,
};

const HELP = `npm run recordings -- <command> [pattern…] [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(13)} ${summary}`)
  .join('\n')}

"npm run recordings -- <command> --help" explains a command. A pattern is a part of a path or of a test's title.
Exit codes: 0 fine, 1 something was found or failed, 2 wrong usage.`;

async function main([name, ...args]: string[], screen: Screen): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h') {
    (name === undefined ? console.error : console.log)(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    console.error(`There is no command "${name}".\n\n${HELP}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    screen.print(command.help);
    return 0;
  }
  try {
    return await command.run(args, screen);
  } catch (error) {
    const wrong = error instanceof UsageFault || isParseError(error);
    console.error(messageOf(error) + (wrong ? `\nSee: npm run recordings -- ${name} --help` : ''));
    return wrong ? 2 : 1;
  }
}

function isParseError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

// A reader that has seen enough, as `head` does, is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main(process.argv.slice(2), new Screen(process.stdout));
