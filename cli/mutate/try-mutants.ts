/** Tries mutants in rounds, and keeps what became of each as soon as its round is over. */
import { Fault } from '../../errors/fault.ts';
import { PROVIDERS_FILE, STACK_FILE } from '../../replay/files/store.ts';
import { driftOf } from '../../replay/drift/drift.ts';
import type { Way } from '../../run/changed-recordings.ts';
import { type Mutant, type Recorded, withChange } from './mutants.ts';
import type { Offline } from './offline.ts';
import { addOutcomes, type Outcome } from './outcomes.ts';
import type { Seam } from './place.ts';
import type { Ran } from './ran.ts';
import { type Round, roundsOf } from './rounds.ts';
import { type RoundSettings, runRound } from './run-round.ts';

/** How often a test runs in a round, at most: Playwright lists each test of the round so often. */
const REPEATS = 8;

/** What a test of each seam needs of a stack: recorded answers stand for it, or it is real and what it answers is compared. */
const SETTINGS = {
  stack: (line: string) => ({ STACK_CONFIG: 'recorded', RECORDINGS_LINE: line, INFERENCE_MODE: 'replay' }),
  provider: () => ({ INFERENCE_MODE: 'replay', DRIFT: 'show' }),
};

/** Answers on the disk come at once, and what waits for another one waits idle: a shorter time for it, and more at once. */
const OPTIONS = { stack: ['--timeout=12000', '--workers=4'], provider: [] };

export interface Trial {
  seam: Seam;
  line: string;
  /** Gets the new outcomes. */
  file: string;
  /** What notices a change without a run. With it only tests of changes that it does not notice run on them. */
  offline?: Offline | undefined;
}

/**
 * @param before outcomes of an earlier run, which are not tried again
 * @returns all outcomes, by the mutant's id; a mutant whose round was broken off has none
 */
export async function tryMutants(
  mutants: readonly Mutant[],
  before: readonly Outcome[],
  { seam, line, file, offline }: Trial,
): Promise<Map<number, Outcome>> {
  const outcomes = new Map(before.map((outcome) => [outcome.id, outcome]));
  const keep = async (found: readonly Outcome[]): Promise<void> => {
    for (const outcome of found) outcomes.set(outcome.id, outcome);
    await addOutcomes(file, found);
  };
  let stopped = false;
  process.once('SIGINT', () => (stopped = true));
  const isStopped = () => stopped;
  const settings = { variables: SETTINGS[seam](line), options: OPTIONS[seam] };
  const name = seam === 'stack' ? STACK_FILE : PROVIDERS_FILE;
  const left = mutants.filter(({ id }) => !outcomes.has(id));
  const verdicts = stopped ? new Map<string, boolean>() : await soundness(left, settings, name);
  if (left.length > 0 && verdicts.size === 0 && !isStopped())
    throw new Fault({
      what: 'No test ran, so that none can judge a change.',
      why: 'Playwright says above why: without a change each test is to pass.',
      fix: 'Where a stack is kept, give its STACK_CONFIG, and run this from the folder that keeps it.',
    });
  await keep(left.filter(({ recorded }) => verdicts.get(recorded.folder) === false).map(({ id }) => ({ id })));
  const judgeable = left.filter(({ recorded }) => verdicts.get(recorded.folder) === true);
  const noticed = offline === undefined ? [] : noticedBy(offline, judgeable);
  await keep(noticed);
  const rounds = roundsOf(
    judgeable.filter(({ id }) => !noticed.some((each) => each.id === id)),
    REPEATS,
  );
  for (const round of rounds) {
    if (stopped) break;
    const ran = await runRound(changedTests(round, name), settings, {
      before: outcomes.size,
      all: mutants.length,
      what: 'change',
    });
    await keep([...round.tests.values()].flatMap((ofTest) => outcomesOf(ofTest, ran, seam)));
  }
  return outcomes;
}

/** Outcomes of the mutants that need no run, since more than drift notices them. */
function noticedBy(offline: Offline, mutants: readonly Mutant[]): Outcome[] {
  return mutants.flatMap((mutant) => {
    const by = offline(mutant);
    return by.some((way) => way !== 'drift') ? [{ id: mutant.id, by }] : [];
  });
}

/**
 * Whether a test can judge changes, by the folder of its recording: it runs, and notices nothing, without one. A test that
 * did not come to its turn, as where the run was ended, has no verdict.
 */
async function soundness(
  mutants: readonly Mutant[],
  settings: RoundSettings,
  name: string,
): Promise<Map<string, boolean>> {
  const tests = new Map(mutants.map(({ recorded }) => [recorded.folder, recorded]));
  if (tests.size === 0) return new Map();
  const unchanged = [...tests.values()].map(({ project, test, folder, text }) => ({
    project,
    test,
    folder,
    repeats: [{ [name]: text }],
  }));
  const ran = await runRound(unchanged, settings, { before: 0, all: tests.size, what: 'unchanged test' });
  const verdicts = new Map(ran.map((each) => [nameOf(each), each.noticed?.by.length === 0]));
  return new Map(
    [...tests.values()].flatMap((test) => {
      const verdict = verdicts.get(nameOf(test));
      return verdict === undefined ? [] : [[test.folder, verdict] as const];
    }),
  );
}

function nameOf({ project, test }: Pick<Ran | Recorded, 'project' | 'test'>): string {
  return `${project}: ${test}`;
}

function changedTests({ tests }: Round, name: string) {
  return [...tests.values()].flatMap((mutants) => {
    const [first] = mutants;
    if (first === undefined) return [];
    const { project, test, folder } = first.recorded;
    const repeats = mutants.map(({ recorded, change }) => ({ [name]: recorded.textWith(change) }));
    return [{ project, test, folder, repeats }];
  });
}

/** What came of the mutants of one test, which are its repeats. */
function outcomesOf(mutants: readonly Mutant[], ran: readonly Ran[], seam: Seam): Outcome[] {
  return mutants.flatMap(({ id, recorded, change }, repeat) => {
    const result = ran.find((each) => nameOf(each) === nameOf(recorded) && each.repeat === repeat);
    if (result === undefined) return [];
    const { noticed } = result;
    if (noticed === undefined) return [{ id }];
    const by: Way[] = [...noticed.by];
    if (seam === 'stack' && drifts(recorded, change)) by.push('drift');
    return [{ id, by, ...(noticed.why === undefined ? {} : { why: noticed.why }) }];
  });
}

/** Whether a run on a stack would have told the change as drift. */
function drifts({ exchanges }: Recorded, change: Mutant['change']): boolean {
  return driftOf(exchanges, withChange(exchanges, change)).length > 0;
}
