/** From a launch target to a stack that is ready: provision, plan, launch, wait. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Distribution, distributionFile, loadDistributions, mountsOf } from '../pointer/distribution.ts';
import { Fault } from '../../errors/fault.ts';
import { fingerprintOf } from '../launch/fingerprint.ts';
import { OwnStacks, type PlanOf } from './own-stacks.ts';
import type { OwnedResources } from './owned-resources.ts';
import { launch, PortTaken, type RunningStack } from '../launch/spawn.ts';
import { authorityFile, type Plan, planLaunch } from '../launch/plan.ts';
import { freePort, portIsFree } from '../process/port.ts';
import { provision } from '../python/provision.ts';
import { waitUntilReady } from '../launch/ready.ts';
import { databasesOf, keepProviders, pointAtGateway, withoutApis } from '../launch/run-config.ts';
import { readRunConfig } from '../launch/run-config-file.ts';
import { type Access, userOfDatabases } from './registry.ts';
import { type StackGateway, openGateway, type SupervisorContext } from './context.ts';
import { comesLater } from '../pointer/since.ts';
import type { LaunchTarget } from '../pointer/target.ts';
import { tokenizerFolder } from '../python/tokenizer.ts';

export interface LaunchedStack {
  access: Access;
  plan: Plan;
  stack: RunningStack;
  gateway: StackGateway;
}

/** Brings a stack up behind a gateway. What is begun is `owned`, also when this throws a Fault, PortTaken or NoPython. */
export async function launchStack(
  target: LaunchTarget,
  context: SupervisorContext,
  owned: OwnedResources,
): Promise<LaunchedStack> {
  const { options, environment, say } = context;
  const { version, line } = target;
  const distribution = loadDistributions(options.distributions).find((each) => each.line === target.base);
  if (!distribution) throw new Fault({ what: `There is no distribution of the line ${target.base}.` });
  const { config, mounts } = runConfigOf(target, distribution, context, owned.stateFolder);
  if (line !== target.base) {
    const text = `No distribution is of the line ${line}: ${version} is tried with the packages of its day and the run config of ${target.base}.`;
    say({ type: 'progress', text });
  }
  if (target.port !== undefined && !(await portIsFree(target.port))) {
    throw new PortTaken({
      what: `Port ${target.port} is taken, and not by a stack that this project keeps.`,
      why: 'The stack is to listen there.',
      fix: 'End the program that listens there, choose another port, or give the server’s URL to attach to it.',
    });
  }

  const databases = databasesOf(readRunConfig(config), environment);
  owned.databases(databases);
  const other = userOfDatabases(options.cache, databases);
  if (other !== undefined) {
    throw new Fault({
      what: `The database ${other.database} is in use by another stack, which process ${other.pid} holds.`,
      why: 'Two stacks on one database see each other’s files, stores and conversations, and no test could tell them apart.',
      fix: 'Wait for that run or end it, or give this one a database of its own as POSTGRES_DB.',
    });
  }

  const stackVersion = `${distribution.package} ${version}`;
  const ofMounts = Object.values(mounts).flatMap(({ environment }) => Object.entries(environment));
  // A person's own run config may have its keys from anywhere.
  const own = target.config !== undefined && dirname(target.config) !== distribution.folder;
  const stackEnvironment: Record<string, string> = own
    ? {}
    : { ...Object.fromEntries(ofMounts), ...distribution.environment };
  const stacks = new OwnStacks(owned, options.logFile);
  const [{ gateway, token }, venv, tokenizer] = await Promise.all([
    openGateway(context, owned, {
      line,
      stackVersion,
      mounts: Object.keys(mounts),
      stackEnvironment,
      closesConnections: distribution.closesConnections,
      stacks,
    }),
    distribution.python ? installed(distribution, version, context, owned) : undefined,
    distribution.tokenizer ? tokenizerFolder(options.cache) : undefined,
  ]);
  writeFileSync(authorityFile(owned.stateFolder), gateway.authority);
  const planFor = ({ state, venv: other = venv, ...of }: PlanOf) =>
    planLaunch({
      ...of,
      distribution,
      version,
      line,
      mounts,
      gatewayUrl: gateway.url,
      folders: { state, ...(other && { venv: other }), ...(tokenizer && { tokenizer }) },
      environment,
    });
  const ofRuns = { config, state: owned.stateFolder, logFile: options.logFile };
  const { stack, plan } = await startAt(target.port, (port) => planFor({ ...ofRuns, port }), context, owned, gateway);
  await gateway.started(plan.url);
  // Two stacks on one database would see each other's files, stores and conversations.
  if (databases.length === 0) {
    const install = (packages: readonly string[]) => installed(distribution, version, context, owned, packages);
    stacks.like({ config: readRunConfig(config), authority: gateway.authority, planFor, install });
  }
  const { url: stackUrl, logFile } = plan;
  const access: Access = {
    stackUrl,
    gatewayUrl: gateway.url,
    token,
    line,
    version: stackVersion,
    logFile,
    ...(options.gateway && {
      elsewhere: { ...options.gateway, authority: authorityFile(owned.stateFolder) },
    }),
  };
  if (options.keep) {
    const { project, recordings = join(project, 'recordings') } = options;
    owned.keep({ access, project, target, fingerprint: fingerprintOf(recordings, distribution, target, environment) });
  }
  return { access, plan, stack, gateway };
}

/**
 * The run config to use, and the mounts of its providers. It is written anew where only some of its providers are wanted,
 * where it is a person's own, whose base URLs are not ours yet, where it only says how it differs from another, and where
 * an old release knows not all of its APIs.
 */
function runConfigOf(
  { config, providers, mounts, version }: LaunchTarget,
  distribution: Distribution,
  { say }: SupervisorContext,
  stateFolder: string,
): { config: string; mounts: Distribution['mounts'] } {
  const file = config ?? distributionFile(distribution, 'run.yaml');
  const ofDistribution = distribution.folders.includes(dirname(file));
  const text = readRunConfig(file);
  const known = ofDistribution ? withoutApis(text, (api) => comesLater(api, distribution, version)) : text;
  if (!providers && known === text && config === undefined) {
    return { config: file, mounts: mountsOf(distribution, mounts) };
  }
  const own =
    providers || !ofDistribution
      ? pointAtGateway(providers ? keepProviders(known, providers, distribution.depends) : known, distribution)
      : { text: known, mounts: [], notes: [] };
  for (const note of own.notes) say({ type: 'progress', text: note });
  const rewritten = join(stateFolder, 'run.yaml');
  writeFileSync(rewritten, own.text);
  return { config: rewritten, mounts: mountsOf(distribution, [...(mounts ?? []), ...own.mounts]) };
}

async function installed(
  distribution: Distribution,
  version: string,
  context: SupervisorContext,
  owned: OwnedResources,
  packages: readonly string[] = [],
): Promise<string> {
  if (!distribution.python) {
    throw new Fault({
      what: `${packages.join(', ')} cannot be installed.`,
      why: 'This stack is not started from a Python environment of this project.',
      fix: 'Name a distribution that has one in STACK_CONFIG, such as ogx.',
    });
  }
  const installers: number[] = [];
  const { STACK_PACKAGES } = context.environment;
  try {
    return await provision({
      distribution,
      version,
      cache: context.options.cache,
      environment: { ...context.environment, STACK_PACKAGES: [STACK_PACKAGES ?? '', ...packages].join(',') },
      progress: (text) => context.say({ type: 'progress', text }),
      started(pid) {
        installers.push(pid);
        owned.hold(pid);
      },
    });
  } finally {
    await Promise.all(installers.map((pid) => owned.release(pid)));
  }
}

/** Starts the stack at the port that is wanted, or at a free one: once more if somebody takes that in between. */
async function startAt(
  wanted: number | undefined,
  planFor: (port: number) => Plan,
  { options }: SupervisorContext,
  owned: OwnedResources,
  gateway: StackGateway,
): Promise<{ stack: RunningStack; plan: Plan }> {
  const readiness = { models: options.models, startupProblem: () => gateway.startupProblem() };
  for (let again = wanted === undefined; ; again = false) {
    const plan = planFor(wanted ?? (await freePort()));
    if (owned.ending) throw new Error('The supervisor is ending.');
    const stack = await launch(plan);
    owned.hold(stack.pid);
    try {
      await waitUntilReady(plan, stack, readiness);
      return { stack, plan };
    } catch (error) {
      await owned.release(stack.pid);
      if (!again || !(error instanceof PortTaken)) throw error;
    }
  }
}
