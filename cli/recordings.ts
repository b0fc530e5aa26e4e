/** `npm run recordings -- <command>`: reads, checks, tidies and moves recordings. */
import { useStartupCache } from '../run/startup-cache.ts';
import { asksForHelp, failed, programOf, runCommand, unknownCommand } from './command-line.ts';
import type { Command } from './recordings/command.ts';
import type { Screen } from './screen.ts';

useStartupCache();

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

async function main([name = '', ...args]: string[], screen: Screen): Promise<number> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw unknownCommand(name, Object.keys(commands));
  const command = await load();
  if (asksForHelp(args)) {
    screen.print(command.help);
    return 0;
  }
  try {
    return await command.run(args, screen);
  } catch (error) {
    return failed(error, `${programOf('recordings')} ${name} --help`);
  }
}

await runCommand({ name: 'recordings', help, run: main, hasCommands: true });
