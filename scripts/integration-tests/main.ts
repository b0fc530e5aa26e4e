/** `scripts/integration-tests.sh`: checks what is asked for, prints the command that does it, and becomes that command. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { environmentOfThisProcess } from '../../run/environment.ts';
import { folders } from '../../folders/folders.ts';
import { distributionsFor, settingsFor } from '../../run/this-run.ts';
import { loadSetups } from '../../setups/load.ts';
import { loadSuites, specFolders } from '../../setups/suites.ts';
import { UsageFault, Fault, messageOf } from '../../errors/fault.ts';
import { withRunConfigOf } from '../../stack/pointer/pointer.ts';
import { readFlags } from './flags.ts';
import { helpText } from './help.ts';
import { type Plan, planOf } from './plan.ts';
import { loadReferenceTests } from './reference.ts';
import { shown } from './shown.ts';

const { project } = folders();
const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli');

function main(): number {
  const suites = loadSuites();
  const setups = loadSetups();
  const flags = readFlags(process.argv.slice(2));
  if (flags.help) {
    console.log(
      helpText(
        Object.keys(suites.suites),
        setups.map(({ name }) => name),
      ),
    );
    return 0;
  }
  const distributions = distributionsFor(environmentOfThisProcess());
  const pointerFor = (own: string, stackConfig: string) =>
    withRunConfigOf(own, stackConfig, distributions, '--stack-config');
  const referenceTests = loadReferenceTests();
  const plan = planOf(flags, { suites, setups, folders: specFolders(), referenceTests, pointerFor });
  const { environment, program } = plan;
  // Says what is wrong with the settings before anything starts.
  settingsFor(plan.projects, environment);
  if (plan.doubtful && !flags.collectOnly && !flags.print) checkSelection(plan);
  const words = program === 'record' ? ['npm', 'run', 'record', '--'] : ['npx', 'playwright', 'test'];
  console.error(shown(environment, [...words, ...plan.arguments]));
  return flags.print ? 0 : become(plan);
}

/** Looks before a stack is started for nothing: Playwright reads the specs only after that. */
function checkSelection({ arguments: args, selection, environment }: Plan): void {
  const own = args.filter((arg) => arg !== '--missing' && arg !== '--anyway');
  const { status, stdout } = spawnSync(process.execPath, [playwright, 'test', ...own, '--list', '--reporter=list'], {
    cwd: project,
    env: { ...process.env, ...environment, INFERENCE_MODE: 'replay' },
    encoding: 'utf8',
  });
  if (status !== 0 && /Total: 0 tests/.test(stdout)) {
    throw new UsageFault(
      `Nothing is selected: ${selection}. See what there is with --collect-only, without --pattern.`,
    );
  }
}

/** Replaces this process, so that signals and the exit code are those of the command itself. */
function become({ environment, program, arguments: args }: Plan): number {
  const script = program === 'record' ? [join(project, 'cli', 'record.ts')] : [playwright, 'test'];
  const variables = { ...process.env, ...environment };
  if (process.execve) process.execve(process.execPath, [process.execPath, ...script, ...args], variables);
  const { status } = spawnSync(process.execPath, [...script, ...args], { env: variables, stdio: 'inherit' });
  return status ?? 1;
}

try {
  process.exitCode = main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = error instanceof UsageFault || error instanceof Fault ? 2 : 1;
}
