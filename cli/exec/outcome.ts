/** What came of an attempt around a command: what is said of it, and the exit code. */
import type { AttemptVerdict } from '../../replay/control/protocol.ts';
import { codeOf, type Ending } from './child.ts';

/** The command's own code stands, but where its attempt has a problem, or was not opened. */
export const RED = 120;
export const NOT_RUN = 125;

export interface Outcome {
  ending: Ending;
  /** Whether the command ran to its end as it should. */
  asExpected: boolean;
  verdict: Pick<AttemptVerdict, 'journal' | 'written' | 'unproved' | 'recorded' | 'drift'>;
  /** Complete texts. */
  problems: readonly string[];
}

/** Whatever the command made of it: a problem of the attempt is one of the run. */
export function exitCode({ ending, problems }: Pick<Outcome, 'ending' | 'problems'>): number {
  return problems.length > 0 ? RED : codeOf(ending);
}

/** How the command ended, for a sentence: `ended with 1`. */
export function endingText(ending: Ending): string {
  if ('code' in ending) return `ended with ${ending.code}`;
  if ('signal' in ending) return `was ended by ${ending.signal}`;
  return ending.fault.code === 'ENOENT' ? 'was not found' : `could not be started (${ending.fault.message})`;
}

/** Why a command that did not run to its end as it should records nothing; undefined for one that did. */
export function unrecordedText({ ending, asExpected }: Outcome): string | undefined {
  if (asExpected) return undefined;
  return `Nothing was written: the command ${endingText(ending)}. With --allow-failure it is recorded all the same.`;
}
