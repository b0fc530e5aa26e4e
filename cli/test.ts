/** `llama-stack-e2e test`: runs the specs of a project, or those that are shipped against its stack. */
import { join } from 'node:path';
import { Fault, messageOf, UsageFault } from '../errors/fault.ts';
import { folders, moduleEnding, packageFolder } from '../folders/folders.ts';
import { loadSuites, specFolders, specsOf } from '../setups/suites.ts';
import { runPlaywright } from './run-playwright.ts';

const HELP = `llama-stack-e2e test [spec files] [options of playwright test]
llama-stack-e2e test --suite <suite> --project=<setup> [options of playwright test]

Runs the specs of this project on its recordings; INFERENCE_MODE=record records them. With --suite it runs specs that are
shipped with the package, against the stack of this project: they are recorded here, and what the stack is known to get wrong
is said here (gaps of setups/<setup>.yaml and setups/lines/<line>.yaml).

  --suite     ${Object.keys(loadSuites().suites).join(', ')}`;

/** The arguments of Playwright for a suite: the config and specs that are shipped. */
function argumentsFor(name: string): string[] {
  const { suites } = loadSuites();
  const suite = Object.hasOwn(suites, name) ? suites[name] : undefined;
  if (suite === undefined) {
    throw new UsageFault({
      what: `There is no suite "${name}".`,
      fix: `Give one of ${Object.keys(suites).join(', ')}.`,
    });
  }
  const selection = specsOf(suite, specFolders());
  if (selection === undefined) throw new Fault({ what: `The suite "${name}" has no specs here.`, why: suite.needs });
  return [
    '-c',
    join(packageFolder, `playwright.config${moduleEnding}`),
    ...selection.specs.map((spec) => `${join(packageFolder, 'e2e', spec)}/`),
    ...(selection.tags.length === 0 ? [] : ['--grep', selection.tags.map((tag) => `@${tag}`).join('|')]),
  ];
}

async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(HELP);
    return 0;
  }
  const at = args.findIndex((arg) => arg === '--suite' || arg.startsWith('--suite='));
  if (at === -1) return runPlaywright(args, {});
  const joined = args[at]?.split('=')[1];
  const name = joined ?? args[at + 1] ?? '';
  const rest = args.toSpliced(at, joined === undefined ? 2 : 1);
  console.error(`Suite ${name} of the package, on recordings of ${folders().recordings}.`);
  return runPlaywright([...argumentsFor(name), ...rest], {});
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = error instanceof UsageFault ? 2 : 1;
}
