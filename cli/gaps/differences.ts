/** What two lines, or two releases, differ in: the claims that only one of them breaks. */
import { Fault, UsageFault } from '../../errors/fault.ts';
import { knownGaps, type Known } from './known-gaps.ts';

/** A line or a release, by what is known of it. */
interface Side {
  broken: ReadonlySet<string>;
  /** The tests of which it is known whether their claim holds. */
  known: ReadonlySet<string>;
}

export interface Differences {
  first: string[];
  second: string[];
  /** How many claims are known of one only. */
  notCompared: number;
}

/**
 * @param a a line, such as `ogx-1.5`, or a release, such as `ogx@1.4.1`
 * @throws {UsageFault} where that is neither a line nor a release; {Fault} where the release was not measured
 */
export function differences(a: string, b: string, known: Known): Differences {
  const [first, second] = [sideOf(a, known), sideOf(b, known)];
  const both = new Set([...first.known].filter((test) => second.known.has(test)));
  const either = new Set([...first.known, ...second.known]);
  const only = (one: Side, other: Side) =>
    [...one.broken].filter((test) => both.has(test) && !other.broken.has(test)).sort();
  return { first: only(first, second), second: only(second, first), notCompared: either.size - both.size };
}

function sideOf(name: string, known: Known): Side {
  const line = known.lines.find((each) => each.line === name || each.release === name)?.line;
  if (line !== undefined) {
    return {
      broken: new Set(knownGaps(line, known).flatMap(({ tests }) => tests)),
      known: recordedOn(line, known),
    };
  }
  const lines = known.lines.map((each) => `${each.line} (${each.release})`).join(', ');
  if (!/^[^@\s]+@\d/.test(name)) throw new UsageFault(`${name} is no line and no release. There are ${lines}.`);
  const release = known.releases.find((each) => each.release === name);
  if (release === undefined)
    throw new Fault({
      what: `Nothing is known of ${name}.`,
      why: `Releases are measured by running the suite on them; there are ${[...known.releases.map((each) => each.release), lines].join(', ')}.`,
      fix: `Measure it, which takes some minutes: npm run gaps -- measure ${name}`,
    });
  const { gaps, broken, untold, projects } = release;
  const told = new Set([...gaps.same, ...gaps.otherwise, ...gaps.holds]);
  const gapsNow = new Set(knownGaps(release.line, known).flatMap(({ tests }) => tests));
  const recorded = recordedOn(release.line, known, projects);
  return {
    broken: new Set([...gaps.same, ...gaps.otherwise, ...broken]),
    known: new Set([...recorded].filter((test) => !untold.includes(test) && (told.has(test) || !gapsNow.has(test)))),
  };
}

function recordedOn(line: string, { tests }: Known, setups?: readonly string[]): Set<string> {
  const own = tests.filter((test) => test.line === line && setups?.includes(test.setup) !== false);
  return new Set(own.map(({ title }) => title));
}
