/**
 * The jobs that replay, or record what is missing: every setup that has recordings, on its line of releases. Prints
 * `matrix=<JSON>` and `jobs=<their number>` for $GITHUB_OUTPUT, and a line per job to standard error. With `--whole` a
 * setup is one job.
 */
import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSetups } from '../../setups/load.ts';
import { loadDistributions } from '../../stack/pointer/distribution.ts';

export interface Job {
  /** `ogx-1.5 ollama 1/2` */
  name: string;
  /** Of the reports of this job: letters, digits, dots and dashes. */
  id: string;
  line: string;
  /** STACK_CONFIG */
  stack: string;
  setup: string;
  shard: string;
}

export interface Recorded {
  line: string;
  setup: string;
  tests: number;
}

/** A job has a stack to start, so a shard should be worth it. */
const TESTS_PER_SHARD = 200;

/**
 * @param recorded how many tests each setup has recordings of, by line
 * @param distributions those of other lines cannot be started, and are left out
 */
export function jobsOf(
  recorded: readonly Recorded[],
  distributions: readonly { name: string; line: string; version: string }[],
  perShard = TESTS_PER_SHARD,
): Job[] {
  return recorded.flatMap(({ line, setup, tests }) => {
    const distribution = distributions.find((each) => each.line === line);
    if (distribution === undefined || tests === 0) return [];
    const shards = Math.ceil(tests / perShard);
    return Array.from({ length: shards }, (_, at) => ({
      name: [line, setup, ...(shards > 1 ? [`${at + 1}/${shards}`] : [])].join(' '),
      id: `${line}-${setup}-${at + 1}`,
      line,
      stack: `${distribution.name}@${distribution.version}`,
      setup,
      shard: `${at + 1}/${shards}`,
    }));
  });
}

/** Counts the tests below a recordings folder. */
export function recordedIn(folder: string, lines: readonly string[], setups: readonly string[]): Recorded[] {
  return lines
    .filter((line) => existsSync(join(folder, line)))
    .flatMap((line) => {
      const there = readdirSync(join(folder, line));
      return setups
        .filter((setup) => there.includes(setup))
        .map((setup) => ({
          line,
          setup,
          tests: globSync('**/providers.json', { cwd: join(folder, line, setup) }).length,
        }));
    });
}

if (import.meta.main) {
  const distributions = loadDistributions();
  const lines = distributions.map(({ line }) => line);
  const setups = loadSetups().map(({ name }) => name);
  const recorded = recordedIn(join(import.meta.dirname, '..', '..', 'recordings'), lines, setups);
  const jobs = jobsOf(
    recorded,
    distributions,
    process.argv.includes('--whole') ? Number.MAX_SAFE_INTEGER : TESTS_PER_SHARD,
  );
  if (jobs.length === 0)
    throw new Error('There is nothing to replay or record: no setup has recordings of a known line.');
  for (const { name, stack } of jobs) console.error(`${name}: ${stack}`);
  console.log(`matrix=${JSON.stringify({ include: jobs })}\njobs=${jobs.length}`);
}
