import { driftFrom } from '../drift/summary.ts';
import { readStack } from '../files/store.ts';
import type { Redaction } from '../secrets/redaction.ts';
import type { OpenAttempt } from './open-attempt.ts';

/**
 * What the stack answered otherwise than recorded, as far as the gateway saw its clients: they called the base URL.
 * @param of the recording of the stack, and whether the attempt ran to its end
 */
export async function attemptDrift(
  { handling, clients }: OpenAttempt,
  of: { file: string; version: string; redaction: Redaction; complete: boolean },
): Promise<ReturnType<typeof driftFrom>> {
  if (handling.mode !== 'replay' || !clients.any) return undefined;
  const recording = await readStack(of.file).catch(() => undefined);
  if (recording === undefined) return undefined;
  const calls = clients.exchanges().map((call) => (call === null ? null : of.redaction.exchange(call)));
  return driftFrom(recording, of.version, calls, of.complete);
}
