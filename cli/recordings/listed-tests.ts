/** The tests that there are, as Playwright lists them. */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { specName } from '../../folders/folders.ts';
import { recordingFolder, testTitle, type TestName } from '../../replay/recording/location.ts';
import { loadSetups } from '../../setups/load.ts';
import { loadDistributions } from '../../stack/pointer/distribution.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import { project } from './project.ts';
import { specsOf } from './playwright-json.ts';

/** A test under one setup. `folder` lies below a line's folder. */
export interface ListedTest extends TestName {
  title: string;
  folder: string;
  tags: string[];
  /** Marked as skipped in the spec file. */
  skipped: boolean;
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

/**
 * @param recordings the recordings folder, absolute
 * @param file what `playwright test --list --reporter=json` printed; without it Playwright is asked, for the setups that
 * run by default, those that a line is recorded under and those that have recordings
 * @throws {Fault} when there is no such list, it has errors, or not a single test
 */
export async function listedTests(recordings: string, file?: string): Promise<ListedTest[]> {
  const tests = testsIn(file === undefined ? await list(setupsOf(recordings)) : await readFile(file, 'utf8'));
  if (tests.length > 0) return tests;
  throw new Fault({
    what: 'The list of tests is empty.',
    why: 'Every recording would be an orphan then, which is hardly meant.',
    fix: 'Look at what "npx playwright test --list" says.',
  });
}

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
  if (parsed.errors.length > 0) {
    throw new Fault({
      what: 'Playwright cannot list the tests.',
      fix: 'Correct the spec files.',
      lines: parsed.errors.map(({ message }) => message ?? '?'),
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

function setupsOf(recordings: string): string[] {
  const there = existsSync(recordings) ? globSync('*/*', { cwd: recordings }).map((path) => basename(path)) : [];
  const recorded = new Set([...there, ...loadDistributions().flatMap((distribution) => distribution.recorded)]);
  return loadSetups(undefined, [])
    .filter(({ name, default: byDefault, recordings: own }) => byDefault || (own === name && recorded.has(name)))
    .map(({ name }) => name);
}

async function list(setups: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'listed-tests-'));
  try {
    const file = join(folder, 'tests.json');
    const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    const child = spawn(
      process.execPath,
      [cli, 'test', '--list', '--reporter=json', ...setups.map((name) => `--project=${name}`)],
      {
        cwd: project,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...inherited, FORCE_COLOR: '0', INFERENCE_MODE: 'replay', PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      },
    );
    const ended = new Promise((resolve) => child.on('close', resolve));
    const [output, faults] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return await readFile(file, 'utf8').catch(() => {
      const lines = `${output}\n${faults}`.trim().split('\n').slice(-10);
      throw new Fault({ what: 'Playwright cannot list the tests.', fix: 'Correct what it says.', lines });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
