/** The tests that there are, as Playwright lists them. */
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isOutside, moduleEnding, packageFolder, specFile } from '../../folders/folders.ts';
import { loadSetups } from '../../setups/load.ts';
import { loadDistributions } from '../../stack/pointer/distribution.ts';
import { Fault } from '../../errors/fault.ts';
import { keptListing } from './kept-listing.ts';
import { testsIn, type ListedTest } from './listing.ts';
import { project } from './project.ts';

/**
 * The tests of the project, and in a project of its own those of shipped specs that it has recordings of.
 * @param recordings the recordings folder, absolute
 * @param file what `playwright test --list --reporter=json` printed; without it Playwright is asked, for the setups that
 * run by default, those that a line is recorded under and those that have recordings
 * @throws {Fault} when there is no such list, it has errors, or not a single test
 */
export async function listedTests(recordings: string, file?: string): Promise<ListedTest[]> {
  const setups = setupsOf(recordings);
  const own = testsIn(file === undefined ? await listed(setups) : await readFile(file, 'utf8'));
  const tests = [...own, ...(file === undefined ? await shippedTests(recordings, setups, own) : [])];
  if (tests.length > 0) return tests;
  throw new Fault({
    what: 'The list of tests is empty.',
    why: 'Every recording would be an orphan then, which is hardly meant.',
    fix: 'Look at what "npx playwright test --list" says.',
  });
}

function setupsOf(recordings: string): string[] {
  const there = existsSync(recordings) ? globSync('*/*', { cwd: recordings }).map((path) => basename(path)) : [];
  const recorded = new Set([...there, ...loadDistributions().flatMap((distribution) => distribution.recorded)]);
  return loadSetups(undefined, [])
    .filter(({ name, default: byDefault, recordings: own }) => byDefault || (own === name && recorded.has(name)))
    .map(({ name }) => name);
}

/** Tests of specs that the package ships and another project runs: `llama-stack-e2e test --suite base`. */
async function shippedTests(
  recordings: string,
  setups: readonly string[],
  own: readonly ListedTest[],
): Promise<ListedTest[]> {
  if (!isOutside()) return [];
  const config = join(packageFolder, `playwright.config${moduleEnding}`);
  const specs = new Set(own.map(({ spec }) => spec));
  const recorded = globSync('*/*/**/*.spec.ts', { cwd: recordings }).map((path) =>
    path.split(/[/\\]/).slice(2).join('/'),
  );
  const runs = recorded.some(
    (spec) => !specs.has(spec) && existsSync(join(packageFolder, 'e2e', specFile(config, spec))),
  );
  if (!runs) return [];
  const tests = testsIn(await listed(setups, config));
  return tests.filter(({ spec }) => !specs.has(spec)).map((test) => ({ ...test, shipped: true as const }));
}

/** @param config the project's own without it */
function listed(setups: readonly string[], config?: string): Promise<string> {
  const args = [
    'test',
    '--list',
    '--reporter=json',
    ...(config === undefined ? [] : ['-c', config]),
    ...setups.map((name) => `--project=${name}`),
  ];
  return keptListing(args, () => list(args));
}

async function list(args: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'listed-tests-'));
  try {
    const file = join(folder, 'tests.json');
    const cli = createRequire(import.meta.url).resolve('@playwright/test/cli');
    const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited, FORCE_COLOR: '0', INFERENCE_MODE: 'replay', PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    });
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
