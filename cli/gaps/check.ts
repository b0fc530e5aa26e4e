/** Tries gaps on a stack: each by its script where that is enough, else by its own test. */
import { showProgress } from '../screen.ts';
import type { KnownGap } from './known-gaps.ts';
import { withStack } from './own-stack.ts';
import { runSuite } from './suite-run.ts';
import { tryGap, type Tried } from './try.ts';

export interface Checked {
  line: string;
  /** What `STACK_CONFIG` takes. */
  stack: string;
  /** The address of a running stack, on which scripts alone are tried. */
  url: string | undefined;
}

/** @param tell is given what happens, for a person */
export async function tryGaps(
  gaps: readonly KnownGap[],
  { line, stack, url }: Checked,
  tell: (text: string) => void,
): Promise<Tried[]> {
  if (url !== undefined) return byScript(gaps, url.replace(/\/+$/, ''));
  const tried = await withStack(stack, (address) => byScript(gaps, address), tell);
  const left = tried.filter(({ outcome }) => outcome === 'not tried').map(({ gap }) => gap);
  if (left.length === 0) return tried;
  tell(`${tried.length - left.length} tried by script. Running the tests of the other ${left.length} on ${stack} …`);
  const byTest = await byTests(left, line, stack);
  return tried.map((each) => byTest.get(each.gap.number) ?? each);
}

async function byScript(gaps: readonly KnownGap[], address: string): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const [at, gap] of gaps.entries()) {
    tried.push(await tryGap(gap, address));
    showProgress(at + 1, gaps.length, 'gaps');
  }
  return tried;
}

async function byTests(gaps: readonly KnownGap[], line: string, stack: string): Promise<Map<number, Tried>> {
  const tests = gaps.map(({ recorded: { setup, title } }) => ({ project: setup, test: title }));
  const projects = [...new Set(tests.map(({ project }) => project))];
  const outcomes = await runSuite({ stack, line, projects, tests });
  return new Map(
    gaps.flatMap((gap): [number, Tried][] => {
      const { setup, title } = gap.recorded;
      const found = outcomes.find(({ project, test }) => project === setup && test === title);
      if (found === undefined || found.outcome === 'untold' || found.outcome === 'skipped') return [];
      if (found.outcome === 'same') return [[gap.number, { gap, outcome: 'reproduces' }]];
      const why = found.outcome === 'holds' ? 'its test passes: the claim holds' : (found.why ?? '');
      return [[gap.number, { gap, outcome: 'does not reproduce', why }]];
    }),
  );
}
