/** The settings of the run that this process is part of, from its environment, `.env` and the files of the project. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { capabilities } from '../setups/capabilities.ts';
import { loadSetups } from '../setups/load.ts';
import { folders, isOutside } from '../folders/folders.ts';
import { type Distribution, loadDistributions } from '../stack/pointer/distribution.ts';
import type { Configured } from './configured.ts';
import { type Environment, environmentOfThisProcess } from './environment.ts';
import { recordedFolders } from './recorded-folders.ts';
import { selectionIn } from './selection.ts';
import { resolveRun, type RunSettings } from './settings.ts';
import { specTests } from './spec-tests.ts';
import { estimatedTests, workersFor } from './workers.ts';

/**
 * The settings of a run of these setups; of those that run by default without them.
 * @param more variables over those of this process
 * @throws {Fault} as `resolveRun` does, and for a file that is wrong
 */
export function settingsFor(projects: readonly string[] | undefined, more: Environment = {}): RunSettings {
  const environment = { ...environmentOfThisProcess(), ...more };
  // What lines get wrong is the business of tests alone.
  const setups = loadSetups(undefined, []);
  return resolveRun(environment, setups, {
    ...folders(),
    distributions: distributionsFor(environment),
    projects,
    own: ownSetups(),
  });
}

/** The distributions that a run can choose from: those of `STACK_DISTRIBUTIONS`, else the project's. */
export function distributionsFor(environment: Environment): Distribution[] {
  return loadDistributions(environment['STACK_DISTRIBUTIONS'] || undefined);
}

/** The setups that a project of its own states itself: they alone run by default there. None where it states none. */
export function ownSetups(): string[] | undefined {
  const [own, shipped] = folders().setups;
  if (!isOutside() || own === undefined || shipped === undefined) return undefined;
  return loadSetups([own, shipped], [])
    .filter(({ name }) => existsSync(join(own, `${name}.yaml`)))
    .map(({ name }) => name);
}

let made: RunSettings | undefined;

/**
 * The settings of this run of Playwright, made once.
 * @param projects the setups of the run, where they are known; those of the command line without it
 */
export function thisRun(projects?: readonly string[]): RunSettings {
  if (made !== undefined && (projects === undefined || isOf(made, projects))) return made;
  made = settingsFor(projects ?? selectionIn(process.argv.slice(2)).projects);
  return made;
}

function isOf({ setups }: RunSettings, projects: readonly string[]): boolean {
  return setups.length === projects.length && setups.every(({ name }) => projects.includes(name));
}

let configured: Configured | undefined;

/** What `playwright.config.ts` says of this run, made once. */
export function configuredRun(): Configured {
  if (configured !== undefined) return configured;
  const { mode, ci, environment, tag, projects, workers, distribution } = thisRun();
  const worth = worthOfTests();
  const most = [workers?.default, worth].filter((each) => each !== undefined);
  configured = {
    mode,
    ci,
    github: Boolean(environment['GITHUB_ACTIONS']),
    tag,
    ...(most.length === 0 ? {} : { workers: Math.min(...most) }),
    projects: projects.map((one) => {
      const within = isOutside() ? undefined : recordedFolders(one.name, distribution);
      return within === undefined ? one : { ...one, folders: within };
    }),
  };
  return configured;
}

/** How many workers the tests are worth that this command line selects; undefined for one that runs no tests by itself. */
function worthOfTests(): number | undefined {
  const [command, ...args] = process.argv.slice(2);
  if (command !== 'test') return undefined;
  const selection = selectionIn(args);
  // The whole suite is worth any number.
  if (selection.files.length === 0 && selection.grep === undefined) return undefined;
  const { setups, projects } = thisRun();
  const folder = folders().specs;
  if (!existsSync(folder)) return undefined;
  const tests = estimatedTests(selection, {
    files: readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.spec.ts'))
      .map((file) => join(folder, file)),
    testsOf: (file) => specTests(readFileSync(file, 'utf8')),
    projects: projects.flatMap((project) => {
      const setup = setups.find(({ name }) => name === project.name);
      if (setup === undefined) return [];
      const lacks = capabilities.filter((each) => !setup.capabilities.includes(each)).map((each) => `@${each}`);
      return [{ ...project, lacks }];
    }),
  });
  return workersFor(tests, availableParallelism());
}
