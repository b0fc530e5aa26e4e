/** What is wrong with the mapping of reference functions to our tests. */
import type { ReferenceFunction, ReferenceTest } from './reference-tests.ts';

/** A reference function by its file, as pytest names it. */
export function referenceName({ file, name }: Pick<ReferenceTest, 'file' | 'name'>): string {
  return `${file}::${name}`;
}

/**
 * Sentences; empty when every function has an entry, every entry a function, and every test that an entry names exists.
 * `titles` are those of all our tests: `<spec file> › <describe> › <title>`.
 */
export function mappingFaults(
  functions: readonly ReferenceFunction[],
  mapping: readonly ReferenceTest[],
  titles: ReadonlySet<string>,
): string[] {
  const known = new Set(functions.map(referenceName));
  const mapped = new Set(mapping.map(referenceName));
  return [
    ...[...known]
      .filter((name) => !mapped.has(name))
      .map((name) => `${name} has no entry: name the tests that carry its claim, or the reason why none does.`),
    ...[...mapped]
      .filter((name) => !known.has(name))
      .map((name) => `${name} is no function of the reference: correct its name, or remove the entry.`),
    ...mapping.flatMap((entry) =>
      entry.tests
        .filter((title) => !titles.has(title))
        .map((title) => `${referenceName(entry)} names a test that is gone: ${title}${hint(title, titles)}`),
    ),
  ];
}

/** A test of the same spec file with the same last title: it was moved into another describe, or out of one. */
function hint(title: string, titles: ReadonlySet<string>): string {
  const [spec = '', ...path] = title.split(' › ');
  const moved = [...titles].find((each) => each.startsWith(`${spec} › `) && each.endsWith(` › ${path.at(-1)}`));
  return moved === undefined ? '. Name the test that took its place.' : `. It may be: ${moved}`;
}
