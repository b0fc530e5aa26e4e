/** Runs the tests of a round on changed recordings, and reads what they noticed. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moduleEnding } from '../../folders/folders.ts';
import { CHANGED_RECORDINGS } from '../../run/changed-recordings.ts';
import { runPlaywright } from '../run-playwright.ts';
import { type Progress, Ran, ROUND } from './ran.ts';

/** A test with the files that answer its repeats: their texts, by repeat. */
export interface ChangedTest {
  project: string;
  test: string;
  /** Of the recording, below `recordings/`, with the line. */
  folder: string;
  /** By the name of the file in that folder. */
  repeats: readonly Readonly<Record<string, string>>[];
}

export interface RoundSettings {
  /** Of the environment of the run. */
  variables: Record<string, string>;
  /** Of Playwright's command line. */
  options: readonly string[];
}

/**
 * @returns what each repeat of each test came to, as far as the run came
 */
export async function runRound(
  tests: readonly ChangedTest[],
  { variables, options }: RoundSettings,
  { before, all, what }: Progress,
): Promise<Ran[]> {
  const folder = await mkdtemp(join(tmpdir(), 'changed-recordings-'));
  try {
    await Promise.all(tests.map((test) => writeRepeats(folder, test)));
    const [list, file] = [join(folder, 'tests.txt'), join(folder, 'ran.jsonl')];
    await writeFile(list, tests.map(({ project, test }) => `[${project}] › ${test}\n`).join(''));
    await writeFile(file, '');
    const projects = [...new Set(tests.map(({ project }) => project))];
    await runPlaywright(
      [
        ...projects.map((project) => `--project=${project}`),
        `--test-list=${list}`,
        `--repeat-each=${Math.max(...tests.map(({ repeats }) => repeats.length))}`,
        `--reporter=${join(import.meta.dirname, `reporter${moduleEnding}`)}`,
        `--output=${join(folder, 'output')}`,
        '--global-timeout=0',
        ...options,
      ],
      { ...variables, [CHANGED_RECORDINGS]: folder, [ROUND]: JSON.stringify({ file, before, all, what }) },
      'stderr',
    );
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => Ran.parse(JSON.parse(line)));
  } finally {
    // A worker may still be leaving it.
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function writeRepeats(folder: string, { folder: below, repeats }: ChangedTest): Promise<void> {
  for (const [repeat, files] of repeats.entries()) {
    const place = join(folder, String(repeat), below);
    await mkdir(place, { recursive: true });
    for (const [name, text] of Object.entries(files)) await writeFile(join(place, name), text);
  }
}
