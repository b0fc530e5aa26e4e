/** The commands of `llama-stack-e2e`, and the project that they are for. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../errors/fault.ts';
import { nearest } from '../errors/nearest.ts';
import { packageFolder, readingFolders } from '../folders/folders.ts';
import { useProject } from '../run/hand-over.ts';

/** Each reads the rest of the command line itself, and is loaded when it is asked for. */
const commands: Readonly<Record<string, { summary: string; load: () => Promise<unknown> }>> = {
  init: {
    summary: 'writes a config, a spec, a setup and a workflow into this folder',
    load: () => import('./init.ts'),
  },
  test: { summary: 'runs the specs of this project, or with --suite shipped ones', load: () => import('./test.ts') },
  record: { summary: 'records tests anew from real providers', load: () => import('./record.ts') },
  recordings: { summary: 'reads, checks, tidies and moves recordings', load: () => import('./recordings.ts') },
  exec: { summary: 'runs any command, such as another test suite, in one attempt', load: () => import('./exec.ts') },
  gateway: {
    summary: 'records and replays providers without a stack',
    load: () => import('./gateway.ts'),
  },
  serve: { summary: 'holds a stack for another test runner, such as pytest', load: () => import('./serve.ts') },
  stack: { summary: 'keeps a stack, for test runs to attach to', load: () => import('./stack.ts') },
  doctor: { summary: 'says what is missing on this machine', load: () => import('./doctor.ts') },
};

const help = () => `llama-stack-e2e <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(11)} ${summary}`)
  .join('\n')}

"llama-stack-e2e <command> --help" explains a command. The project is the folder with playwright.config, this one or above.
Exit codes: 0 fine, 1 something was found or failed, 2 wrong usage.`;

/** Runs a command; what it finds is its exit code. */
export async function main([name, ...args]: string[]): Promise<void> {
  if (name === undefined || name === '--help' || name === '-h') {
    (name === undefined ? console.error : console.log)(help());
    process.exitCode = name === undefined ? 2 : 0;
    return;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const near = nearest(name, Object.keys(commands));
    console.error(`There is no command "${name}".${near === undefined ? '' : ` Did you mean ${near}?`}\n\n${help()}`);
    process.exitCode = 2;
    return;
  }
  try {
    if (name !== 'init') await openProject(name !== 'exec');
  } catch (error) {
    console.error(messageOf(error));
    process.exitCode = 1;
    return;
  }
  // As if the command had been started by itself.
  process.argv.splice(2, process.argv.length, ...args);
  await command.load();
}

const ENDINGS = ['mts', 'ts', 'mjs', 'js'];

/**
 * Finds the project of this folder, and reads where it has its things. In our own repository that is the package itself.
 * @param enters whether the command works in the project's folder; else where it was given
 */
async function openProject(enters: boolean): Promise<void> {
  const config = configAbove(process.cwd());
  const project = config === undefined ? process.cwd() : dirname(config);
  if (project === packageFolder) return;
  useProject(project);
  if (enters) process.chdir(project);
  if (config === undefined) return;
  await readingFolders(() => import(pathToFileURL(config).href));
}

function configAbove(folder: string): string | undefined {
  const found = ENDINGS.map((ending) => join(folder, `playwright.config.${ending}`)).find((file) => existsSync(file));
  if (found !== undefined || dirname(folder) === folder) return found;
  return configAbove(dirname(folder));
}
