/** Which of our tests carry the claim of a function of the reference's integration tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const test = z.string().regex(/^[^ ]+\.spec\.ts › ./, 'a test is `<spec file below e2e/> › <describe> › <title>`');

const Carried = z.union([z.array(test).min(1), z.strictObject({ none: z.string().min(1) })]);

/** The reference's test file → its functions → our tests, or the reason why there is none. */
const ReferenceFile = z.record(z.string().endsWith('.py'), z.record(z.string().startsWith('test_'), Carried));

export interface ReferenceTest {
  /** `responses/test_file_search.py` */
  file: string;
  name: string;
  /** Our tests: `<spec file> › <describe> › <title>`. */
  tests: string[];
  /** Why there are none. */
  none?: string;
}

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'reference-tests.yaml');

/** @throws an error that names the file and the entries that are wrong */
export function loadReferenceTests(file = FILE): ReferenceTest[] {
  const { data, error } = ReferenceFile.safeParse(parse(readFileSync(file, 'utf8')));
  if (error) throw new Error(`${file} is no mapping of reference tests. Correct it:\n${z.prettifyError(error)}`);
  return Object.entries(data).flatMap(([file, functions]) =>
    Object.entries(functions).map(([name, carried]) =>
      Array.isArray(carried) ? { file, name, tests: carried } : { file, name, tests: [], none: carried.none },
    ),
  );
}

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
