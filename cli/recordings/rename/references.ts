/** What stands for tests in gaps, in the mapping of the reference's functions and in other YAML files of the project. */
import { isFullName, nameOf, pathOf, type Renames } from './names.ts';

/** The tests that there are, before and after. */
export interface RenamedTests {
  /** Full names of all tests before. */
  known: readonly string[];
  renames: Renames;
}

/** `to`: what stands for the same tests afterwards. `parts`: what would have to, where one text cannot. */
export type NewReference = { to: string } | { parts: string[] };

/**
 * @param text a full name, a spec file, or many: `messages/*`, `chat/tools.spec.ts › *`, `<spec file> › <describe> › *`
 * @returns undefined where nothing changes, also for a text that stands for no tests
 */
export function newReference(text: string, tests: RenamedTests): NewReference | undefined {
  const own = tests.renames.get(text);
  if (own !== undefined) return { to: own };
  if (/^\S+\.spec\.ts$/.test(text)) return newFile(text, tests);
  return /^\S+(\.spec\.ts › (.+ › )?|\/)\*$/.test(text) ? newPattern(text, tests) : undefined;
}

/** The full name that a text is; undefined for one that stands for many. */
export function exactName(text: string): string | undefined {
  return isFullName(text) && !text.endsWith('*') ? text : undefined;
}

/** A spec file stays as long as there is a test in it. */
function newFile(file: string, { known, renames }: RenamedTests): NewReference | undefined {
  const isIn = (name: string) => name.startsWith(`${file} › `);
  const names = known.filter(isIn).map((name) => renames.get(name) ?? name);
  if (names.length === 0 || [...names, ...renames.values()].some(isIn)) return undefined;
  const [only = '', ...more] = new Set(names.map((name) => pathOf(name)[0] ?? ''));
  return more.length === 0 ? { to: only } : { parts: summary(names) };
}

function newPattern(pattern: string, { known, renames }: RenamedTests): NewReference | undefined {
  const old = pattern.slice(0, -1);
  const after = (name: string) => renames.get(name) ?? name;
  const names = known.filter((name) => name.startsWith(old)).map(after);
  const others = known.filter((name) => !name.startsWith(old)).map(after);
  const standsForThem = (beginning: string) =>
    names.every((name) => name.startsWith(beginning)) && !others.some((name) => name.startsWith(beginning));
  if (names.length === 0 || standsForThem(old)) return undefined;
  const found = beginnings(names[0] ?? '', old).find(standsForThem);
  return found === undefined ? { parts: summary(names) } : { to: `${found}*` };
}

/** What a name and others like it begin with: folders, spec file, describes. Those as deep as the old one come first. */
function beginnings(name: string, old: string): string[] {
  const [spec = ''] = pathOf(name);
  const folders = [...spec.matchAll(/\//g)].map(({ index }) => name.slice(0, index + 1));
  const inFile = [...name.matchAll(/ › /g)].map(({ index }) => name.slice(0, index + 3));
  const depth = (beginning: string) => pathOf(beginning).length;
  const { alike = [], other = [] } = Object.groupBy([...folders, ...inFile].reverse(), (each) =>
    depth(each) === depth(old) ? 'alike' : 'other',
  );
  return [...alike, ...other];
}

/** The describes or files of names, with the number of tests in each. */
function summary(names: readonly string[]): string[] {
  const groups = Map.groupBy(names, (name) => nameOf(pathOf(name).slice(0, -1)));
  return [...groups].map(([place, { length, 0: first = '' }]) => (length === 1 ? first : `${place} › * (${length})`));
}
