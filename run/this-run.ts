/** The settings of the run that this process is part of, from its environment, `.env` and the files of the project. */
import { join } from 'node:path';
import { withDotenv } from '../setups/dotenv.ts';
import { loadSetups } from '../setups/load.ts';
import { type Distribution, distributionsFolder, loadDistributions } from '../stack/pointer/distribution.ts';
import { projectsIn } from './chosen-setups.ts';
import { handedOn } from './hand-over.ts';
import { type Environment, resolveRun, type RunSettings } from './settings.ts';

export const project = join(import.meta.dirname, '..');

/** The process's environment, `.env` included. */
export function environmentOfThisProcess(): Environment {
  return withDotenv(process.env);
}

/**
 * The settings of a run of these setups; of those that run by default without them.
 * @param more variables over those of this process
 * @throws {Fault} as `resolveRun` does, and for a file that is wrong
 */
export function settingsFor(projects: readonly string[] | undefined, more: Environment = {}): RunSettings {
  const environment = { ...environmentOfThisProcess(), ...more };
  return resolveRun(environment, loadSetups(), { project, distributions: distributionsFor(environment), projects });
}

/** The distributions that a run can choose from: those of `STACK_DISTRIBUTIONS`, else the project's. */
export function distributionsFor(environment: Environment): Distribution[] {
  return loadDistributions(environment['STACK_DISTRIBUTIONS'] || distributionsFolder);
}

let made: RunSettings | undefined;

/**
 * The settings of this run of Playwright, made once.
 * @param projects the setups of the run, where they are known; else a worker's are those that were handed on to it, and
 * the runner's those of its command line
 */
export function thisRun(projects?: readonly string[]): RunSettings {
  if (made !== undefined && (projects === undefined || isOf(made, projects))) return made;
  made = settingsFor(projects ?? handedOn()?.setups ?? projectsIn(process.argv.slice(2)));
  return made;
}

function isOf({ setups }: RunSettings, projects: readonly string[]): boolean {
  return setups.length === projects.length && setups.every(({ name }) => projects.includes(name));
}
