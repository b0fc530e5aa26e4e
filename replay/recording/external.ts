/** Recordings of test commands and suites that are not this project's specs: what is beside them tells where they come from. */
import { z } from 'zod';
import { layout } from './layout.ts';

/** The folder of their recordings below that of a setup. */
export const EXTERNAL = 'external';
/**
 * The test of a suite that has its calls without a test, where another recorder kept them: those of fixtures that several
 * tests share.
 */
export const SHARED = 'session';
/** Beside `providers.json` and `stack.json`. */
export const MANIFEST_FILE = 'manifest.json';

const MANIFEST_FORMAT = 1;

const fields = {
  /** As its own suite calls it: `suite/case`, `tests/test_chat.py::test_hello`. */
  name: z.string().min(1).max(2000),
  /** The whole command that records it again. */
  command: z.string().min(1).max(10_000),
  /** What opened its attempts; `runner` is another test runner, by the control protocol. */
  madeBy: z.enum(['exec', 'gateway', 'pytest', 'runner', 'import']),
};

export const ExternalTest = z.strictObject(fields);
export type ExternalTest = z.infer<typeof ExternalTest>;

const ManifestFile = z.strictObject({ format: z.literal(MANIFEST_FORMAT), ...fields });

/** Whether a spec path is that of an external test. */
export function isExternal(spec: string): boolean {
  return spec === EXTERNAL || spec.startsWith(`${EXTERNAL}/`);
}

/** Spec path and title of an external test: `suite/case` is the test `case` of `external/suite`. */
export function externalTest(name: string): { spec: string; titlePath: string[] } {
  const parts = name.split('/');
  return { spec: [EXTERNAL, ...parts.slice(0, -1)].join('/'), titlePath: parts.slice(-1) };
}

export function manifestText(test: ExternalTest): string {
  const { name, command, madeBy } = test;
  return layout({ format: MANIFEST_FORMAT, name, command, madeBy });
}

/** @throws {SyntaxError} when it is not JSON, {z.ZodError} when it is no manifest */
export function parseManifest(text: string): ExternalTest {
  const { name, command, madeBy } = ManifestFile.parse(JSON.parse(text));
  return { name, command, madeBy };
}

/** What the pytest plugin begins the title of a fixture's attempt with. */
const FIXTURE = 'fixture ';

/** The shared test of the suite that a fixture is of; undefined for a test, whose calls are its own. */
export function sharedTest(test: { spec: string; titlePath: readonly string[] }):
  | {
      spec: string;
      titlePath: string[];
    }
  | undefined {
  const [folder, suite] = test.spec.split('/');
  if (folder !== EXTERNAL || suite === undefined || test.titlePath.at(-1)?.startsWith(FIXTURE) !== true)
    return undefined;
  return { spec: `${EXTERNAL}/${suite}`, titlePath: [SHARED] };
}
