/** The tests that there are, in the list that Playwright prints. */
import { join } from 'node:path';
import { z } from 'zod';
import { specName } from '../../folders/folders.ts';
import { recordingFolder, testTitle, type TestName } from '../../replay/recording/location.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import { specsOf } from './playwright-json.ts';

/** A test under one setup. `folder` lies below a line's folder. */
export interface ListedTest extends TestName {
  title: string;
  folder: string;
  tags: string[];
  /** Marked as skipped in the spec file. */
  skipped: boolean;
  /** Of a spec that the package ships, in a project of its own: it need not be recorded there. */
  shipped?: true;
}

const spec = z.object({
  title: z.string(),
  file: z.string(),
  tags: z.array(z.string()),
  tests: z.array(z.object({ projectName: z.string(), expectedStatus: z.string() })),
});
const suite = z.object({
  title: z.string(),
  file: z.string(),
  specs: z.array(spec),
  get suites() {
    return z.array(suite).optional();
  },
});
const listing = z.object({
  config: z.object({ rootDir: z.string(), projects: z.array(z.object({ name: z.string(), testDir: z.string() })) }),
  suites: z.array(suite),
  errors: z.array(z.object({ message: z.string().optional() })),
});

/** What Playwright says where no spec file has a test: a list without any. */
const NONE = /^Error: No tests found/;

/** The tests of a listing, each once per project. */
export function testsIn(json: string): ListedTest[] {
  let parsed: z.infer<typeof listing>;
  try {
    parsed = listing.parse(JSON.parse(json));
  } catch (error) {
    throw new Fault({
      what: 'The list of tests cannot be read.',
      why: messageOf(error),
      fix: 'Make it with "npx playwright test --list --reporter=json".',
    });
  }
  const errors = parsed.errors.filter(({ message }) => !NONE.test(message ?? ''));
  if (errors.length > 0) {
    throw new Fault({
      what: 'Playwright cannot list the tests.',
      fix: 'Correct the spec files.',
      lines: errors.map(({ message }) => message ?? '?'),
    });
  }
  const { rootDir, projects } = parsed.config;
  const folders = new Map(projects.map(({ name, testDir }) => [name, testDir]));
  return parsed.suites.flatMap((top) =>
    specsOf(top).flatMap(({ titlePath, file, tags, tests }) =>
      tests.map(({ projectName, expectedStatus }) => {
        const path = specName(folders.get(projectName) ?? rootDir, join(rootDir, file));
        const name = { setup: projectName, spec: path, titlePath };
        return {
          ...name,
          title: testTitle(name),
          folder: recordingFolder(name),
          tags,
          skipped: expectedStatus === 'skipped',
        };
      }),
    ),
  );
}
