/** Which of our tests carry the claim of a function of the reference's integration tests. */
import type { ReferenceTest } from '../../cli/coverage/reference-tests.ts';

export { loadReferenceTests, type ReferenceTest } from '../../cli/coverage/reference-tests.ts';

/**
 * The reference functions that a pattern means: names, or parts of names that begin with `test_`, joined by `or`.
 * Undefined when the pattern is something else, such as words of a title.
 */
export function functionsOf(pattern: string, all: readonly ReferenceTest[]): ReferenceTest[] | undefined {
  const words = pattern.trim().split(/\s+or\s+/);
  if (!words.every((word) => /^test_\w+(\[.*\])?$/.test(word))) return undefined;
  return words.flatMap((word) => {
    const name = word.replace(/\[.*$/, '');
    const exact = all.filter((each) => each.name === name);
    return exact.length > 0 ? exact : all.filter((each) => each.name.includes(name));
  });
}

/**
 * A pattern for `-g` that these tests match and no others. Playwright matches it against spec file, describe titles and
 * title, each describe title followed by its tags.
 */
export function grepOf(tests: readonly string[]): string {
  return tests
    .map(
      (each) =>
        `${each
          .split(' › ')
          .map(escape)
          .join(String.raw` (@\S+ )*`)}( @|$)`,
    )
    .join('|');
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
