/** The reference's test functions, and which of our tests carry the claim of each. */
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

const docs = join(import.meta.dirname, '..', '..', 'docs');

/** @throws an error that names the file and the entries that are wrong */
export function loadReferenceTests(file = join(docs, 'reference-tests.yaml')): ReferenceTest[] {
  const { data, error } = ReferenceFile.safeParse(parse(readFileSync(file, 'utf8')));
  if (error) throw new Error(`${file} is no mapping of reference tests. Correct it:\n${z.prettifyError(error)}`);
  return Object.entries(data).flatMap(([file, functions]) =>
    Object.entries(functions).map(([name, carried]) =>
      Array.isArray(carried) ? { file, name, tests: carried } : { file, name, tests: [], none: carried.none },
    ),
  );
}

const Function = z.object({
  /** A: OpenAI-compatible routes only. M: native ones too. N: native ones only. X: no HTTP. */
  routes: z.enum(['A', 'M', 'N', 'X']),
  /** `responses/test_file_search.py` */
  file: z.string(),
  name: z.string(),
});
export type ReferenceFunction = z.infer<typeof Function>;

/** Every function that the reference has. @throws an error that names the line that is none */
export function loadReferenceFunctions(file = join(docs, 'reference-functions.txt')): ReferenceFunction[] {
  return parseReferenceFunctions(readFileSync(file, 'utf8'), file);
}

export function parseReferenceFunctions(text: string, file: string): ReferenceFunction[] {
  return text.split('\n').flatMap((line, number) => {
    if (line === '' || line.startsWith('#')) return [];
    const match = /^(?<routes>[AMNX]) (?<file>\S+\.py)::(?<name>test_\w+)$/.exec(line);
    const parsed = Function.safeParse(match?.groups);
    if (parsed.success) return [parsed.data];
    throw new Error(
      `Line ${number + 1} of ${file} is no reference function: ${line}\nWrite it as "A responses/test_x.py::test_y".`,
    );
  });
}
