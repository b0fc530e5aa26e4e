import { z } from 'zod';
import { type Distribution, loadDistributions } from '../pointer/distribution.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import { OwnStacks } from './own-stacks.ts';
import type { OwnedResources } from './owned-resources.ts';
import { waitForModels } from '../launch/ready.ts';
import type { Access, KeptStack } from './registry.ts';
import { openGateway, type SupervisorContext } from './context.ts';
import type { AttachTarget } from '../pointer/target.ts';

/**
 * Attaches to a stack that is not ours: it is looked at, and never ended. Its providers are its own, so that the gateway
 * sees none of its calls. Throws a Fault.
 */
export async function attach(
  { url }: AttachTarget,
  context: SupervisorContext,
  owned: OwnedResources,
): Promise<Access> {
  const { line, version } = await stackAt(url, loadDistributions(context.options.distributions));
  await waitForModels(url, context.options, (parts) => new Fault(parts));
  const { gateway, token } = await openGateway(context, owned, {
    line,
    stackVersion: version,
    mounts: [],
    stackEnvironment: {},
    stacks: new OwnStacks(owned, context.options.logFile),
  });
  await gateway.started(url);
  return { stackUrl: url, gatewayUrl: gateway.url, token, line, version, direct: true };
}

/** The line of a server that is no stack, but has OpenAI's API: what it is known to break is `setups/contracts/server.yaml`. */
const OTHER_SERVER = 'server';

/**
 * What runs at `url` (without `/v1`): its line, and package and version as `ogx 1.5.0`; of a server that has OpenAI's API and
 * is no stack, its address. Throws a Fault when nothing does.
 */
export async function stackAt(
  url: string,
  distributions: readonly Pick<Distribution, 'line' | 'package'>[],
): Promise<{ line: string; version: string }> {
  const number = await versionAt(url);
  if (number === undefined) return { line: OTHER_SERVER, version: `another server at ${new URL(url).host}` };
  const short = number.split('.').slice(0, 2).join('.');
  const line =
    distributions.find((each) => each.line.endsWith(`-${short}`))?.line ?? `${distributions[0]?.package}-${short}`;
  return { line, version: `${line.slice(0, -short.length - 1)} ${number}` };
}

const Providers = z.object({ data: z.array(z.looseObject({ config: z.record(z.string(), z.unknown()).optional() })) });

/**
 * The kept stack whose gateway the providers of the stack at `url` point at; undefined when they point elsewhere, or
 * when the stack does not tell.
 */
export async function gatewayBehind(url: string, kept: readonly KeptStack[]): Promise<KeptStack | undefined> {
  if (kept.length === 0) return undefined;
  const configs = await fetch(`${url}/v1/providers`, { signal: AbortSignal.timeout(10_000) })
    .then(async (answer) => Providers.parse(await answer.json()).data.map(({ config }) => JSON.stringify(config ?? {})))
    .catch(() => []);
  return kept.find(({ access: { gatewayUrl, elsewhere } }) => {
    // From another host it has another name.
    const addressed = elsewhere && new RegExp(`"http://[^"/]+:${elsewhere.port}/`);
    return configs.some((config) => config.includes(`"${gatewayUrl}/`) || addressed?.test(config));
  });
}

const Version = z.object({ version: z.string().min(1) });

/**
 * The version (`1.5.0`) of a stack that runs at `url` (without `/v1`); undefined where a server lists models and knows no
 * version. Throws a Fault when neither answers there.
 */
async function versionAt(url: string): Promise<string | undefined> {
  try {
    const health = await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(10_000) });
    if (health.status === 404 && (await listsModels(url))) return undefined;
    if (!health.ok) throw new Error(`GET ${url}/v1/health is answered with ${health.status}`);
    const answer = await fetch(`${url}/v1/version`, { signal: AbortSignal.timeout(10_000) });
    const { data } = Version.safeParse(await answer.json().catch(() => undefined));
    if (data === undefined)
      throw new Error(`GET ${url}/v1/version is answered, and not with a version as a stack has it`);
    return data.version;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new Fault({
      what: `No stack answers at ${url}.`,
      why: `${messageOf(error)}${cause}.`,
      fix: 'Start it, or correct the URL; without a pointer the run starts a stack of its own.',
    });
  }
}

async function listsModels(url: string): Promise<boolean> {
  const models = await fetch(`${url}/v1/models`, { signal: AbortSignal.timeout(10_000) });
  return models.ok && Models.safeParse(await models.json()).success;
}

const Models = z.object({ data: z.array(z.object({ id: z.string() })) });
