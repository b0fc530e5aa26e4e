/** `npm run gaps`: what is known to be wrong with a stack, as pages, and as text for an issue. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault, UsageFault } from '../errors/fault.ts';
import { loadSetups } from '../setups/load.ts';
import { loadReleases } from '../setups/releases.ts';
import { loadSources } from '../setups/sources.ts';
import { loadDistributions } from '../stack/pointer/distribution.ts';
import { runCommand, unknownCommand } from './command-line.ts';
import { tryGaps, type Checked } from './gaps/check.ts';
import { differences } from './gaps/differences.ts';
import { evidenceOf } from './gaps/evidence.ts';
import { gapsHtml } from './gaps/html.ts';
import { knownGaps, type Known, type KnownGap } from './gaps/known-gaps.ts';
import { gapsPage, gapText } from './gaps/markdown.ts';
import { unservedSetups } from './gaps/unserved-setups.ts';
import { statementWords } from '../setups/statement-words.ts';
import { keepRelease, lineFor, measuredRelease } from './gaps/measure.ts';
import { runSuite } from './gaps/suite-run.ts';
import type { Tried } from './gaps/try.ts';
import { project } from './recordings/project.ts';
import { count, tell, type Screen } from './screen.ts';
import { readTree } from './recordings/tree.ts';

const HELP = `npm run gaps -- [command] [--line <line>] [--json]

What a stack is known to do otherwise than its API's documents say, from the gaps in setups/ and their sources.

  (none)               writes docs/gaps/<line>.md of every line, and playwright-report/gaps-<line>.html
  list                 one line a gap
  show <number>        one gap as Markdown for an issue: claim, what comes instead, source, script, answer
  check [number…]      tries gaps on a stack, by their scripts or else by their tests, and says which are still there
  measure <release>    runs the suite on another release, such as ogx@1.4.1, and keeps in setups/releases/ what it breaks
  diff <a> <b>         the claims that only one of two breaks: lines, such as ogx-1.5, or releases, such as ogx@1.4.1

  --line <line>        the line of releases, such as llama-stack-0.3; the default distribution's without it
  --stack <release>    with check: what STACK_CONFIG takes, such as ogx@1.4.1; the line's own release without it
  --url <url>          with check: the address of a running stack, such as http://127.0.0.1:8321, on which only gaps
                       without a provider are tried; without it check starts stacks, and ends them
  --fresh              write nothing, and fail where a page of docs/gaps/ is not what would be written
  --json               with list, show, check and diff: one JSON document instead of text
Exit codes: 0 fine, 1 a page is not fresh or a gap is not there any more, 2 wrong usage.`;

const options = {
  json: { type: 'boolean' },
  fresh: { type: 'boolean' },
  line: { type: 'string' },
  stack: { type: 'string' },
  url: { type: 'string' },
} as const;

const COMMANDS = ['write', 'list', 'show', 'check', 'measure', 'diff'] as const;

async function main(args: string[], screen: Screen): Promise<number> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [command = 'write', ...rest] = positionals;
  if (!COMMANDS.some((each) => each === command)) throw unknownCommand(command, COMMANDS);
  const lines = loadDistributions().map(({ line }) => line);
  const line = values.line ?? defaultLine();
  if (!lines.includes(line)) throw new UsageFault(`There is no line ${line}, but ${lines.join(', ')}.`);
  const gaps = async () => knownGaps(line, await readKnown());
  switch (command) {
    case 'write':
      return write(screen, lines, await readKnown(), values.fresh === true);
    case 'list':
      return list(screen, await gaps(), values.json === true);
    case 'show':
      if (rest.length !== 1) throw new UsageFault('show takes the number of one gap.');
      return show(screen, numbered(await gaps(), rest[0], line), values.json === true);
    case 'check':
      return check(
        screen,
        await gaps(),
        rest,
        { line, stack: values.stack ?? line, url: values.url },
        values.json === true,
      );
    case 'diff':
      return diff(screen, await readKnown(), twoOf(rest), values.json === true);
    case 'measure':
      if (rest.length !== 1) throw new UsageFault('measure takes one release.');
      return measure(screen, rest[0] ?? '', await readKnown());
    default:
      return 2;
  }
}

/** @throws {UsageFault} where these are not two */
function twoOf(named: readonly string[]): [string, string] {
  const [first, second, ...rest] = named;
  if (first === undefined || second === undefined || rest.length > 0)
    throw new UsageFault('diff takes two lines or releases.');
  return [first, second];
}

function defaultLine(): string {
  const found = loadDistributions().find((each) => each.default);
  if (found === undefined) throw new Fault('No distribution in stack/distributions is the default.');
  return found.line;
}

async function readKnown(): Promise<Known> {
  const { tests } = await readTree(join(project, 'recordings'));
  const lines = loadDistributions().map(({ line, name, version }) => ({ line, release: `${name}@${version}` }));
  return { setups: loadSetups(), sources: loadSources(), tests, lines, releases: loadReleases() };
}

async function write(screen: Screen, lines: readonly string[], known: Known, fresh: boolean): Promise<number> {
  let stale = 0;
  for (const line of lines) {
    const gaps = knownGaps(line, known);
    const file = join(project, 'docs', 'gaps', `${line}.md`);
    const unserved = unservedSetups(line, known);
    const text = gapsPage(line, gaps, unserved);
    const old = await readFile(file, 'utf8').catch(() => undefined);
    if (fresh) {
      if (old === text) continue;
      stale++;
      screen.print(`docs/gaps/${line}.md is not what npm run gaps would write. Run it, and commit the page.`);
      continue;
    }
    const page = resolve(project, 'playwright-report', `gaps-${line}.html`);
    await mkdir(dirname(file), { recursive: true });
    await mkdir(dirname(page), { recursive: true });
    await writeFile(file, text);
    await writeFile(page, gapsHtml(line, gaps, unserved));
    screen.print(
      `${line}: ${count(gaps.length, 'gap')}. Written: docs/gaps/${line}.md, playwright-report/gaps-${line}.html`,
    );
  }
  return stale === 0 ? 0 : 1;
}

function list(screen: Screen, gaps: readonly KnownGap[], json: boolean): number {
  if (json) screen.json(gaps.map(dataOf));
  else
    for (const { number, tests, gap } of gaps)
      screen.print(`${String(number).padStart(4)}  ${tests[0]}: ${statementWords(gap).join('; ')}`);
  return 0;
}

function show(screen: Screen, gap: KnownGap, json: boolean): number {
  if (json) screen.json({ ...dataOf(gap), ...evidenceOf(gap) });
  else screen.print(gapText(gap));
  return 0;
}

async function check(
  screen: Screen,
  gaps: readonly KnownGap[],
  numbers: readonly string[],
  on: Checked,
  json: boolean,
): Promise<number> {
  const chosen = numbers.length === 0 ? gaps : numbers.map((number) => numbered(gaps, number, on.line));
  const tried = await tryGaps(chosen, on, (text) => tell(text));
  const of = (outcome: Tried['outcome']) => tried.filter((each) => each.outcome === outcome);
  const [there, gone, others] = [of('reproduces'), of('does not reproduce'), of('not tried')];
  if (json) screen.json(tried.map(({ gap, ...rest }) => ({ number: gap.number, test: gap.tests[0], ...rest })));
  else {
    for (const each of tried) {
      if (each.outcome === 'does not reproduce')
        screen.print(`${each.gap.number}  ${each.gap.tests[0]}\n${each.why}\n`);
    }
    const why = on.url === undefined ? 'the stack asked a provider otherwise than recorded' : 'a provider takes part';
    screen.print(
      `${count(there.length, 'gap')} still there, ${gone.length} not, ${others.length} not tried${others.length === 0 ? '' : `: ${why}`}.`,
    );
  }
  if (there.length + gone.length === 0) throw new Fault('No gap was tried: those chosen need a provider.');
  return gone.length === 0 ? 0 : 1;
}

async function measure(screen: Screen, release: string, known: Known): Promise<number> {
  const line = lineFor(release, known.lines);
  if (line === undefined) throw new UsageFault('measure takes a release of a distribution, such as ogx@1.4.1.');
  const projects = ['stack', 'ollama'];
  tell(`Running the suite of ${line} on ${release}, under ${projects.join(' and ')}: this takes minutes …`);
  const outcomes = await runSuite({ stack: release, line, projects });
  const measured = new Date().toISOString().slice(0, 10);
  const kept = measuredRelease({ release, line, measured, projects }, outcomes);
  await keepRelease(kept);
  const { same, otherwise, holds } = kept.gaps;
  screen.print(
    `${release}: of the known gaps of ${line} it has ${same.length}, ${otherwise.length} in another way, and ${holds.length} not. ` +
      `It breaks ${count(kept.broken.length, 'more claim')}. Nothing can be said of ${kept.untold.length}. ` +
      `Written: setups/releases/${release}.yaml`,
  );
  return 0;
}

function diff(screen: Screen, known: Known, [a, b]: [string, string], json: boolean): number {
  const found = differences(a, b, known);
  if (json) screen.json(found);
  else {
    for (const [name, tests] of [
      [a, found.first],
      [b, found.second],
    ] as const) {
      screen.print(
        `Wrong on ${name} only: ${count(tests.length, 'claim')}\n${tests.map((test) => `  ${test}`).join('\n')}\n`,
      );
    }
    if (found.notCompared > 0)
      screen.print(`${count(found.notCompared, 'claim')} not compared: known of one of them only.`);
  }
  return 0;
}

function numbered(gaps: readonly KnownGap[], number = '', line: string): KnownGap {
  const found = gaps.find((gap) => String(gap.number) === number);
  if (found === undefined)
    throw new UsageFault(`There is no gap ${number} of ${line}: they go from 1 to ${gaps.length}.`);
  return found;
}

function dataOf({ recorded, gap, ...rest }: KnownGap) {
  const { test: _test, except: _except, why, ...statement } = gap;
  return { ...rest, instead: statement, why, recording: recorded.folder };
}

await runCommand({ name: 'gaps', help: HELP, run: main });
