/** What a run is told by its environment, as one value. Nothing is looked up or started here. */
import { join, resolve } from 'node:path';
import { UsageFault } from '../errors/fault.ts';
import { type Mode, modes } from '../replay/control/protocol.ts';
import type { Setup } from '../setups/load.ts';
import { type ModelOverrides, overridesIn, withModels } from '../setups/overrides.ts';
import type { Distribution } from '../stack/pointer/distribution.ts';
import { parsePointer, pointerIn, portOf } from '../stack/pointer/pointer.ts';
import { recordSettings } from '../stack/pointer/record-settings.ts';
import { distributionOf, type WantedStack, wantedStack } from '../stack/pointer/wanted-stack.ts';
import { cacheFolder } from '../stack/process/cache.ts';
import { CHANGED_RECORDINGS } from './changed-recordings.ts';
import { chosenOf } from './chosen-setups.ts';
import { type ConfiguredProject, projectOf } from './configured.ts';
import { type Delivery, deliveryIn } from './delivery.ts';
import { type ContractAction, contractActions } from './contract-action.ts';
import { type DriftAction, driftActions } from './drift-action.ts';
import type { Environment } from './environment.ts';
import { wordOf } from './words.ts';

/** Where the mode is looked for, first set one wins. The last two are the reference harness's. */
const modeVariables = ['INFERENCE_MODE', 'LLAMA_STACK_TEST_INFERENCE_MODE', 'OGX_TEST_INFERENCE_MODE'] as const;

export interface RunSettings {
  /** What the run's processes see: the caller's environment, and what its setups state besides. */
  environment: Environment;
  mode: Mode;
  drift: DriftAction;
  contractFindings: ContractAction;
  /** An OpenAPI document that answers are held against besides: absolute, or `served` for the stack's own. */
  contract: string | undefined;
  /** How recorded answers of providers go out, where it is not as they are. */
  delivery: Delivery;
  /** The setups of the run, with the models that it names. */
  setups: readonly Setup[];
  /** A project of Playwright for each setup. By default those run that are on by default and recorded under the line. */
  projects: readonly ConfiguredProject[];
  models: ModelOverrides;
  stack: WantedStack;
  /** The line whose recordings are used, unless a stack that is kept has another; undefined for one that runs already. */
  line: string | undefined;
  /** What the stack is run with; undefined for one that runs already. */
  distribution: Distribution | undefined;
  distributions: readonly Distribution[];
  /** Where they were read, where the run was told. */
  distributionsFolder: string | undefined;
  /** The project folder, the recordings folder and the user's cache folder, absolute. */
  project: string;
  recordings: string;
  cache: string;
  /** The line whose recordings the run was told to use instead of the stack's own. */
  recordingsLine: string | undefined;
  /** What a command that records a test of this run begins with: `STACK_CONFIG=llama-stack-0.3 `, or nothing. */
  recordSettings: string;
  /** How many tests at once the stack takes: to begin with, and before it breaks down. */
  workers: Distribution['workers'] | undefined;
  /** Whether this is an automated run. */
  ci: boolean;
  /** A tag that every test of the run has in reports. */
  tag: string | undefined;
  /** Absolute path of recordings with a change in each, as `npm run mutate` makes them. */
  changedRecordings: string | undefined;
}

export interface Known {
  /** The project folder, absolute. */
  project: string;
  /** The recordings folder, absolute; the project's usual one without it. */
  recordings?: string;
  /** The default one first. */
  distributions: readonly Distribution[];
  /** The setups that run by default, and no others, besides the one without a provider; those that say so without it. */
  own?: readonly string[] | undefined;
  /** The setups that the run names, as `--project` does; those that run by default without it. */
  projects?: readonly string[] | undefined;
}

/**
 * The settings of a run.
 * @param environment `.env` included
 * @param setups all that there are, with their own models
 * @throws {Fault} for a setting that is not understood, or fits no setup of the run
 */
export function resolveRun(environment: Environment, setups: readonly Setup[], known: Known): RunSettings {
  const { project, distributions, projects } = known;
  const chosen = projects === undefined ? undefined : chosenOf(setups, projects);
  refuseRemoved(environment);
  const own = chosen?.find(({ stack }) => stack !== undefined)?.stack;
  const named = pointerIn(environment) ?? { text: own ?? '', variable: 'STACK_CONFIG' };
  const pointer = parsePointer(named.text, distributions, named.variable);
  const distribution = distributionOf(pointer, distributions);
  const defaults = setups.filter(
    ({ name, answers, default: byDefault }) =>
      byDefault &&
      (known.own === undefined
        ? (distribution?.recorded.includes(name) ?? true)
        : answers === 'none' || known.own.includes(name)),
  );
  const names = defaults.map(({ name }) => name);
  const bare = pointer.kind === 'url' && modeIn(environment) === 'live';
  const models = { ...overridesIn(environment), ...(bare && { bare }) };
  const used = (chosen ?? defaults).map((setup) => withModels(setup, models));
  const seen = withVariablesOf(used, environment);
  const recordingsLine = seen['RECORDINGS_LINE']?.trim() || undefined;
  const stack = wantedStack(pointer, {
    project,
    distributions,
    providers: used.flatMap(({ providers }) => providers),
    line: recordingsLine,
    port: () => portOf(seen),
  });
  return {
    environment: seen,
    mode: modeIn(environment),
    delivery: deliveryIn(environment, modeIn(environment), stack.kind),
    contract: documentIn(environment['CONTRACT']?.trim(), project),
    contractFindings: wordOf(
      'CONTRACT_FINDINGS',
      environment['CONTRACT_FINDINGS']?.trim() || 'fail',
      contractActions,
      'contract action',
    ),
    drift: wordOf('DRIFT', environment['DRIFT']?.trim() || 'show', driftActions, 'drift action'),
    setups: used,
    projects: setups.map((setup) => projectOf(setup, names)),
    models,
    stack,
    line: lineOf(stack),
    distribution,
    distributions,
    distributionsFolder: environment['STACK_DISTRIBUTIONS'] || undefined,
    project,
    recordings: known.recordings ?? join(project, 'recordings'),
    cache: cacheFolder(seen),
    recordingsLine,
    recordSettings: recordSettings(named.text, recordingsLine),
    workers: distribution?.workers,
    ci: Boolean(environment['CI']),
    tag: environment['E2E_TAG'] || undefined,
    changedRecordings: environment[CHANGED_RECORDINGS] || undefined,
  };
}

/** @throws {UsageFault} for a variable that had a meaning once */
function refuseRemoved(environment: Environment): void {
  const given = environment['RELATIONS']?.trim();
  if (!given) return;
  throw new UsageFault({
    what: `RELATIONS=${given} has no meaning any more.`,
    why: 'CONTRACT_FINDINGS says what is done about answers that break a contract, and about those that do not agree with each other.',
    fix: `Set CONTRACT_FINDINGS=${given} instead.`,
  });
}

function lineOf(stack: WantedStack): string | undefined {
  if (stack.kind === 'recorded') return stack.line;
  return stack.kind === 'url' ? undefined : stack.target.line;
}

function documentIn(given: string | undefined, project: string): string | undefined {
  if (!given) return undefined;
  return given === 'served' ? given : resolve(project, given);
}

function modeIn(environment: Environment): Mode {
  const variable = modeVariables.find((name) => environment[name]?.trim());
  return variable === undefined ? 'replay' : wordOf(variable, environment[variable]?.trim() ?? '', modes, 'mode');
}

/** The environment with what the setups state and it does not have; what is set, even to nothing, stays. */
function withVariablesOf(setups: readonly Pick<Setup, 'environment'>[], environment: Environment): Environment {
  const stated = setups.toReversed().flatMap((setup) => Object.entries(setup.environment));
  return { ...Object.fromEntries(stated), ...environment };
}
