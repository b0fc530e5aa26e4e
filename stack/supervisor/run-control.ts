import { z } from 'zod';
import { type Run, RunVerdict, TOKEN_HEADER, Unproved } from '../../replay/control/protocol.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import type { Access } from './registry.ts';

type GatewayAccess = Pick<Access, 'gatewayUrl' | 'token'>;

/**
 * Tells the gateway that a run begins. Throws a Fault when it does not answer.
 * @param of what it is beside this process's: above all addresses and keys of providers, by variable, for a gateway that
 * was started with others
 */
export async function openRun(gateway: GatewayAccess, id: string, of: Omit<Run, 'id' | 'pid'> = {}): Promise<void> {
  await post(gateway, '/-/runs', { id, pid: process.pid, ...of } satisfies Run);
}

/** The tests whose recordings the gateway holds until they have been replayed. */
export async function unprovedOf(gateway: GatewayAccess, id: string): Promise<Unproved['tests']> {
  return Unproved.parse(await ask(gateway, 'GET', `/-/runs/${id}/unproved`)).tests;
}

/** Tells the gateway that a run is over; answers the errors that no test could be blamed for, as complete texts. */
export async function closeRun(gateway: GatewayAccess, id: string): Promise<string[]> {
  const { errors } = RunVerdict.parse(await post(gateway, `/-/runs/${id}/close`, {}));
  return errors;
}

const Refusal = z.object({ error: z.string() });

const post = (gateway: GatewayAccess, path: string, body: object): Promise<unknown> =>
  ask(gateway, 'POST', path, JSON.stringify(body));

async function ask(
  { gatewayUrl, token }: GatewayAccess,
  method: 'GET' | 'POST',
  path: string,
  body?: string,
): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(gatewayUrl + path, {
      method,
      headers: { 'content-type': 'application/json', [TOKEN_HEADER]: token },
      ...(body === undefined ? {} : { body }),
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
  throw new Fault({ what: `The gateway refused ${method} ${path}.`, why: Refusal.safeParse(value).data?.error ?? '' });
}
