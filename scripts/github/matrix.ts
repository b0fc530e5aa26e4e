/**
 * The jobs that replay, or record what is missing: every line of releases under the setups that it is recorded under. Prints
 * `matrix=<JSON>` and `jobs=<their number>` for $GITHUB_OUTPUT, and a line per job to standard error. With `--whole` a
 * setup is one job.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { type Distribution, loadDistributions } from '../../stack/pointer/distribution.ts';

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

/** A job has a stack to start, so a shard should be worth it. */
const TESTS_PER_SHARD = 200;

/**
 * A job for each setup of each line, also without a recording: what is missing is red there. Shards where there are many.
 * @param testsOf how many tests a line has recordings of under a setup
 */
export function jobsOf(
  distributions: readonly Pick<Distribution, 'name' | 'line' | 'version' | 'recorded'>[],
  testsOf: (line: string, setup: string) => number,
  perShard = TESTS_PER_SHARD,
): Job[] {
  return distributions.flatMap(({ name, line, version, recorded }) =>
    recorded.flatMap((setup) => {
      const shards = Math.max(1, Math.ceil(testsOf(line, setup) / perShard));
      return Array.from({ length: shards }, (_, at) => ({
        name: [line, setup, ...(shards > 1 ? [`${at + 1}/${shards}`] : [])].join(' '),
        id: `${line}-${setup}-${at + 1}`,
        line,
        stack: `${name}@${version}`,
        setup,
        shard: `${at + 1}/${shards}`,
      }));
    }),
  );
}

/** Counts the tests below a recordings folder. */
export function testsIn(folder: string): (line: string, setup: string) => number {
  return (line, setup) => globSync('**/stack.json', { cwd: join(folder, line, setup) }).length;
}

if (import.meta.main) {
  const jobs = jobsOf(
    loadDistributions(),
    testsIn(join(import.meta.dirname, '..', '..', 'recordings')),
    process.argv.includes('--whole') ? Number.MAX_SAFE_INTEGER : TESTS_PER_SHARD,
  );
  for (const { name, stack } of jobs) console.error(`${name}: ${stack}`);
  console.log(`matrix=${JSON.stringify({ include: jobs })}\njobs=${jobs.length}`);
}
