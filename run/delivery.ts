/** How the providers' answers go out in a whole run: in smaller chunks, or later. */
import { UsageFault } from '../errors/fault.ts';
import type { Run } from '../replay/control/protocol.ts';
import type { Environment } from './environment.ts';

export type Delivery = NonNullable<Run['delivery']>;

const LONGEST = 60_000;

/**
 * `RECHUNK`, in bytes, and `LATENCY`, in milliseconds.
 * @param stack what kind of stack the run has
 * @throws {UsageFault} for what is no such number, and where no recorded answers of providers are sent
 */
export function deliveryIn(environment: Environment, mode: string, stack: string): Delivery {
  const chunkBytes = wholeNumber('RECHUNK', environment, 'number of bytes', 1);
  const delay = wholeNumber('LATENCY', environment, 'number of milliseconds', 0);
  const variable = chunkBytes !== undefined ? 'RECHUNK' : delay !== undefined ? 'LATENCY' : undefined;
  if (variable === undefined) return {};
  if (mode !== 'replay' || stack === 'recorded') {
    throw new UsageFault({
      what: `${variable} has no meaning in this run.`,
      why: `It says how recorded answers of providers go out to a stack, and ${stack === 'recorded' ? 'no stack runs' : `the mode ${mode} asks the providers`}.`,
      fix: `Leave ${variable} out, or replay on a stack.`,
    });
  }
  return { ...(chunkBytes !== undefined && { chunkBytes }), ...(delay !== undefined && { delay }) };
}

/** How answers go out, for a person: `in chunks of 7 bytes, 50 ms later`; undefined where they go out as they are. */
export function deliveryText({ chunkBytes, delay }: Delivery): string | undefined {
  const ways = [
    ...(chunkBytes === undefined ? [] : [`in chunks of ${chunkBytes} ${chunkBytes === 1 ? 'byte' : 'bytes'}`]),
    ...(delay === undefined ? [] : [`${delay} ms later`]),
  ];
  return ways.length === 0 ? undefined : ways.join(', ');
}

function wholeNumber(variable: string, environment: Environment, thing: string, least: number): number | undefined {
  const text = environment[variable]?.trim();
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= LONGEST) return value;
  throw new UsageFault({
    what: `${variable}=${text} is no ${thing}.`,
    why: `It is a whole number from ${least} to ${LONGEST}.`,
    fix: `Give one such as ${variable}=7, or leave it out.`,
  });
}
