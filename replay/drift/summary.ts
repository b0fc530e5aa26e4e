/** Drift of one test, as a verdict and a report tell it. */
import type { ClientExchange } from '../recording/exchange.ts';
import type { StackRecording } from '../recording/format.ts';
import { driftOf } from './drift.ts';
import { driftSummary, driftText } from './text.ts';

/**
 * @param version package and version of the stack that answers now
 * @param calls at the places of their calls, without secrets; null for a call that got no whole answer
 * @param complete whether the test ran to its end
 * @returns drift in one line and in full, or undefined when there is none
 */
export function driftFrom(
  recording: StackRecording,
  version: string,
  calls: readonly (ClientExchange | null)[],
  complete: boolean,
): { summary: string; text: string } | undefined {
  const drift = driftOf(recording.calls, calls, complete);
  if (drift.length === 0) return undefined;
  const versions = recording.stack === version ? version : `recorded on ${recording.stack}, now ${version}`;
  return { summary: `${versions}: ${driftSummary(drift)}`, text: driftText(versions, drift) };
}
