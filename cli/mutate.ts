/** `npm run mutate`: changes recorded answers, one place at a time, and tells which changes no test notices. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault, UsageFault } from '../errors/fault.ts';
import { environmentOfThisProcess } from '../run/environment.ts';
import { settingsFor } from '../run/this-run.ts';
import { cacheFolder } from '../stack/process/cache.ts';
import { runCommand } from './command-line.ts';
import { loadNoise } from './mutate/noise.ts';
import { sampled } from './mutate/mutants.ts';
import { offlineJudge } from './mutate/offline.ts';
import { openOutcomes, type Header, type Outcome } from './mutate/outcomes.ts';
import { mutationPage, type Result } from './mutate/page.ts';
import type { Seam } from './mutate/place.ts';
import { judged } from './mutate/judged.ts';
import { recordedTests } from './mutate/recorded-tests.ts';
import { percent, scoreOf, scoresBy } from './mutate/score.ts';
import { tryMutants } from './mutate/try-mutants.ts';
import { count, type Screen, tell } from './screen.ts';

const HELP = `npm run mutate -- --seam stack|provider --setup <setup> [options]

Changes one place of one recorded answer at a time, as a stack or a provider could get it wrong, and runs its test on it:
a field that is gone, null or another, a list that is shorter or longer, another status, an event that is dropped, doubled
or swapped. A change that nobody notices is a claim to write; the page tells where.

  --seam      stack: answers of the stack, without a stack; provider: answers of providers, to a real stack
  --setup     whose recordings, such as ollama; may be given several times ("stack": tests without a provider)
  --sample    how many changes to try (1000)
  --seed      chooses them; the same seed chooses the same of the same recordings (1)
  --runs      all (default): every change is run; rest: only those that contracts, relations and members do not notice;
              none: no test runs, so that no claim is heard: some seconds for a thousand changes (seam stack)
  --resume    goes on where the last run of this sample stopped
  --test      only tests whose name has this in it
  --out       the folder of the page and the outcomes (mutation, in the cache folder)
  --least     exit code 1 where fewer per cent are noticed, drift left out
  --json      the scores as one JSON document

STACK_CONFIG chooses the line, as for a run. Exit codes: 0 tried, 1 too few noticed or nothing could be tried, 2 wrong usage.`;

const options = {
  seam: { type: 'string' },
  setup: { type: 'string', multiple: true },
  sample: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  runs: { type: 'string', default: 'all' },
  resume: { type: 'boolean', default: false },
  test: { type: 'string' },
  out: { type: 'string' },
  least: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

async function run(args: string[], screen: Screen): Promise<number> {
  const { values } = parseArgs({ args, options });
  const seam = seamIn(values.seam);
  const [size, seed] = [number('sample', values.sample), number('seed', values.seed)];
  const projects = values.setup ?? ['ollama'];
  const runs = runsIn(values.runs, seam);
  const { line, recordings, setups, cache } = settingsFor(projects, { INFERENCE_MODE: 'replay' });
  if (line === undefined) throw new UsageFault('The line of a stack that runs elsewhere is not known: name a line.');
  const tests = await recordedTests({ recordings, line, setups, seam, part: values.test });
  const { mutants, places, noise } = sampled(tests, seam, { size, seed, noise: loadNoise() });
  if (mutants.length === 0)
    throw new Fault({ what: 'There is nothing to change.', why: `No answer at this seam is recorded for ${line}.` });
  const header: Header = { seam, line, projects, sample: size, seed, places };
  const out = resolve(values.out ?? join(cacheFolder(environmentOfThisProcess()), 'mutation'));
  const kind = runs === 'all' ? '' : `${runs}-`;
  const name = join(out, `${kind}${seam}-${line}-${projects.join('-')}-${size}-${seed}`);
  const before = await openOutcomes(`${name}.jsonl`, header, values.resume);
  tell(`${count(mutants.length, 'change')} of ${count(places, 'place')}; ${before.length} tried before.`);
  const offline = runs === 'all' ? undefined : await offlineJudge(line, cache, tell);
  const outcomes =
    offline !== undefined && runs === 'none'
      ? new Map(mutants.map((mutant): [number, Outcome] => [mutant.id, { id: mutant.id, by: offline(mutant) }]))
      : await tryMutants(mutants, before, { seam, line, file: `${name}.jsonl`, offline });
  const result = resultOf(
    header,
    mutants.map((mutant) => ({ mutant, outcome: outcomes.get(mutant.id) })),
    noise,
  );
  await mkdir(dirname(name), { recursive: true });
  await writeFile(`${name}.md`, mutationPage(result));
  const score = scoreOf(result.mutants);
  if (values.json)
    screen.json({ ...header, ...score, kinds: kindsOf(result), unjudged: result.unjudged, noise, page: `${name}.md` });
  else print(screen, result, `${name}.md`);
  const least = values.least === undefined ? 0 : number('least', values.least);
  return (100 * score.noticed) / score.judged >= least ? 0 : 1;
}

type Tried = Parameters<typeof judged>[0];

function resultOf(
  header: Header,
  tried: readonly { mutant: Tried; outcome: Outcome | undefined }[],
  noise: Result['noise'],
): Result {
  const mutants = tried.flatMap(({ mutant, outcome }) =>
    outcome?.by === undefined ? [] : [judged(mutant, outcome.by)],
  );
  return { header, mutants, unjudged: tried.length - mutants.length, noise };
}

/** The scores by kind of change. */
function kindsOf({ mutants }: Result) {
  return Object.fromEntries(scoresBy(mutants, ({ kind }) => kind).map(({ name, score }) => [name, score]));
}

function print(screen: Screen, { mutants, unjudged }: Result, page: string): void {
  const { judged, noticed, withDrift, by } = scoreOf(mutants);
  const ways = Object.entries(by).map(([way, times]) => `${way} ${times}`);
  screen.print(screen.paint('bold', `${noticed} of ${judged} noticed, ${percent(noticed, judged)}`));
  screen.print(`with drift ${percent(withDrift, judged)}; by ${ways.join(', ')}; nobody ${judged - withDrift}`);
  if (unjudged > 0) screen.print(`${unjudged} could not be judged: the test is skipped, or fails without a change`);
  screen.print(`Places that no claim watches: ${page}`);
}

function seamIn(seam: string | undefined): Seam {
  if (seam === 'stack' || seam === 'provider') return seam;
  throw new UsageFault(`--seam is "stack" or "provider"${seam === undefined ? '' : `, and not "${seam}"`}.`);
}

function runsIn(runs: string, seam: Seam): 'all' | 'rest' | 'none' {
  if (runs !== 'all' && runs !== 'rest' && runs !== 'none')
    throw new UsageFault(`--runs is "all", "rest" or "none", and not "${runs}".`);
  if (runs !== 'all' && seam === 'provider')
    throw new UsageFault(
      `--runs=${runs} is for --seam=stack: what a stack makes of a provider's answer is seen in a run.`,
    );
  return runs;
}

function number(option: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageFault(`--${option} is a whole number, and not "${text}".`);
}

await runCommand({ name: 'mutate', help: HELP, run });
