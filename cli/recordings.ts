/** `npm run recordings -- <command>`: reads, checks, tidies and moves recordings. */
import { keepCompiledCode } from '../run/compile-cache.ts';
import { type Command, type ExitCode } from './recordings/command.ts';
import { Screen } from './recordings/screen.ts';
import { UsageFault, messageOf } from '../errors/fault.ts';

keepCompiledCode();

/** Each is loaded when it is asked for: together they take longer than most of them do. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  ls: async () => (await import('./recordings/ls.ts')).ls,
  show: async () => (await import('./recordings/show.ts')).show,
  diff: async () => (await import('./recordings/diff.ts')).diff,
  verify: async () => (await import('./recordings/verify.ts')).verify,
  prune: async () => (await import('./recordings/prune.ts')).prune,
  rename: async () => (await import('./recordings/rename.ts')).rename,
  normalize: async () => (await import('./recordings/normalize.ts')).normalize,
  pack: async () => (await import('./recordings/pack.ts')).pack,
  unpack: async () => (await import('./recordings/unpack.ts')).unpack,
  import: async () => (await import('./recordings/import.ts')).importCommand,
  'accept-drift': async () => (await import('./recordings/accept-drift.ts')).acceptDrift,
};

async function help(): Promise<string> {
  const lines = Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(13)} ${(await load()).summary}`);
  return `npm run recordings -- <command> [pattern…] [options]

${(await Promise.all(lines)).join('\n')}

"npm run recordings -- <command> --help" explains a command. A pattern is a part of a path or of a test's title.
Exit codes: 0 fine, 1 something was found or failed, 2 wrong usage.`;
}

async function main([name, ...args]: string[], screen: Screen): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h') {
    (name === undefined ? console.error : console.log)(await help());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    console.error(`There is no command "${name}".\n\n${await help()}`);
    return 2;
  }
  const command = await load();
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
