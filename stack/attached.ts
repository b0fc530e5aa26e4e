import { z } from 'zod';
import { loadDistributions } from './distribution.ts';
import { Fault, messageOf } from './fault.ts';
import type { Held } from './held.ts';
import { waitForModels } from './ready.ts';
import type { Access } from './running.ts';
import { openGateway, type Seat } from './seat.ts';
import type { AttachTarget } from './target.ts';

/**
 * Attaches to a stack that is not ours: it is looked at, and never ended. The gateway runs for a stack whose providers
 * were pointed at it. Whose recordings are used follows from the stack's version. Throws a Fault.
 */
export async function attach({ url }: AttachTarget, seat: Seat, held: Held): Promise<Access> {
  const number = await versionAt(url);
  const distributions = loadDistributions(seat.options.distributions);
  const short = number.split('.').slice(0, 2).join('.');
  const { line, mounts } = distributions.find((each) => each.line.endsWith(`-${short}`)) ?? {
    line: `${distributions[0]?.package}-${short}`,
    mounts: {},
  };
  await waitForModels(url, seat.options, (parts) => new Fault(parts));
  const version = `${line.slice(0, -short.length - 1)} ${number}`;
  const { gateway, token } = await openGateway(seat, held, {
    line,
    stackVersion: version,
    mounts: Object.keys(mounts),
  });
  await gateway.started();
  return { stackUrl: url, gatewayUrl: gateway.url, token, line, version };
}

const Version = z.object({ version: z.string().min(1) });

/** The version (`1.5.0`) of a stack that runs at `url` (without `/v1`). Throws a Fault when none answers there. */
async function versionAt(url: string): Promise<string> {
  try {
    const health = await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(10_000) });
    if (!health.ok) throw new Error(`GET ${url}/v1/health is answered with ${health.status}`);
    const version = await fetch(`${url}/v1/version`, { signal: AbortSignal.timeout(10_000) });
    return Version.parse(await version.json()).version;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new Fault({
      what: `No stack answers at ${url}.`,
      why: `${messageOf(error)}${cause}.`,
      cure: 'Start it, or correct the URL; without a pointer the run starts a stack of its own.',
    });
  }
}
