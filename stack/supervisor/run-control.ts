import { z } from 'zod';
import { type Run, RunVerdict, TOKEN_HEADER } from '../../replay/control/protocol.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import type { Access } from './registry.ts';

type GatewayAccess = Pick<Access, 'gatewayUrl' | 'token'>;

/**
 * Tells the gateway that a run begins. Throws a Fault when it does not answer.
 * @param environment addresses and keys of providers, by variable, for a gateway that was started with others
 */
export async function openRun(
  gateway: GatewayAccess,
  id: string,
  environment: Record<string, string> = {},
): Promise<void> {
  await post(gateway, '/-/runs', { id, pid: process.pid, environment } satisfies Run);
}

/** Tells the gateway that a run is over; answers the errors that no test could be blamed for, as complete texts. */
export async function closeRun(gateway: GatewayAccess, id: string): Promise<string[]> {
  const { errors } = RunVerdict.parse(await post(gateway, `/-/runs/${id}/close`, {}));
  return errors;
}

const Refusal = z.object({ error: z.string() });

async function post({ gatewayUrl, token }: GatewayAccess, path: string, body: object): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(gatewayUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [TOKEN_HEADER]: token },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  } catch (error) {
    throw new Fault({
      what: `The gateway at ${gatewayUrl} does not answer.`,
      why: `${messageOf(error)}. It lives in the process that holds the stack, which has probably ended.`,
      fix: 'Run again; a stack that is kept with `npm run stack` must be started anew.',
    });
  }
  const value: unknown = await answer.json();
  if (answer.ok) return value;
  throw new Fault({ what: `The gateway refused POST ${path}.`, why: Refusal.safeParse(value).data?.error ?? '' });
}
