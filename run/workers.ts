/** How many workers the tests at hand are worth. Starting one takes longer than most tests do. */
import type { Selection } from './selection.ts';
import type { SpecTest } from './spec-tests.ts';

/** What a run would have to choose from. */
export interface Choosable {
  /** Absolute paths of the spec files, and the tests of one. */
  files: readonly string[];
  testsOf: (file: string) => readonly SpecTest[];
  /** The projects of the run. */
  projects: readonly {
    name: string;
    /** Tags of which a test must have one, and of which it may have none. */
    takes?: readonly string[] | undefined;
    leaves?: readonly string[] | undefined;
    /** Tags of what the project does not have: tests that need it skip themselves, which takes no time. */
    lacks?: readonly string[] | undefined;
  }[];
}

/** A test in a loop is taken for so many. */
const IN_A_LOOP = 4;

/** About how many tests a selection comes down to; never a promise, since nothing is run to find out. */
export function estimatedTests(selection: Selection, { files: all, testsOf, projects }: Choosable): number {
  const { files, grep, grepInvert, shards, repeats } = selection;
  const wanted = files.map((file) => patternOf(file.replace(/(?::\d+){1,2}$/, '')));
  const [matching, excluded] = [grep, grepInvert].map((text) => (text === undefined ? undefined : patternOf(text)));
  let tests = 0;
  for (const path of all) {
    if (wanted.length > 0 && !wanted.some((pattern) => path.search(pattern) !== -1)) continue;
    for (const { name, tags, repeated } of testsOf(path)) {
      for (const project of projects) {
        const { takes, leaves = [], lacks = [] } = project;
        if (takes !== undefined && !takes.some((tag) => tags.includes(tag))) continue;
        if ([...leaves, ...lacks].some((tag) => tags.includes(tag))) continue;
        const text = `${project.name} ${path} ${name}`;
        if (matching !== undefined && text.search(matching) === -1) continue;
        if (excluded !== undefined && text.search(excluded) !== -1) continue;
        tests += repeated ? IN_A_LOOP : 1;
      }
    }
  }
  return Math.ceil((tests * repeats) / shards);
}

/**
 * Seconds of a processor that a worker takes until its first test, its SDKs loaded, and seconds that a test takes, half of
 * them waiting: of `e2e/completions` one worker more is 1.3 s of processor time.
 */
const START = 1.3;
const TEST = 0.1;

/**
 * The number of workers with which so many tests are done first, all of them on `processors` processors: `workers` take
 * `START × workers / processors + TEST × tests / workers` seconds, and this is where that is least.
 */
export function workersFor(tests: number, processors: number): number {
  return Math.max(1, Math.floor(Math.sqrt((TEST * tests * processors) / START)));
}

/** As Playwright reads what it is given: `/…/flags`, or a pattern without regard to case; nothing matches a wrong one. */
function patternOf(text: string): RegExp {
  const [, source = text, flags = 'i'] = /^\/(.*)\/([gi]*)$/.exec(text) ?? [];
  try {
    return new RegExp(source, flags);
  } catch {
    return /(?!)/;
  }
}
