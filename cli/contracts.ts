/** `npm run contracts`: the recorded answers of the stack, held against what is published of them, and against each other. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contract, type Finding, keyOf } from '../contracts/contract.ts';
import { knownFileIn, knownFilesOf, knownText, readKnown } from '../contracts/files/known-findings.ts';
import { loadContract, sdkContractFiles } from '../contracts/files/compiled.ts';
import { membersFileIn, membersFileOf, membersText, readMembers } from '../contracts/files/known-members.ts';
import { type Answered, membersOf, missingMembers } from '../contracts/members/members.ts';
import { missingLine } from '../contracts/members/text.ts';
import { findingsOf } from '../contracts/findings.ts';
import { type KnownFile, knownFile, knownKeys } from '../contracts/known.ts';
import { findingLine } from '../contracts/text.ts';
import { Fault, UsageFault } from '../errors/fault.ts';
import { folders } from '../folders/folders.ts';
import { settingsFor } from '../run/this-run.ts';
import { runCommand, unknownCommand } from './command-line.ts';
import { type RecordedTest, readTree } from './recordings/tree.ts';
import { count, type Screen, tell } from './screen.ts';

const HELP = `npm run contracts -- <command> [--line <line>] [--json]

Holds every recorded answer and stream event of the stack against the types of the openai and @anthropic-ai/sdk packages,
against its request, and against the other answers of its test, as every run does. What is known stands in
setups/contracts/<line>.yaml: all else fails the test that meets it, in every mode.
setups/members/<line>.yaml has the members that all recorded answers have, so that none vanishes unseen.

  check   tells the findings that are not known, the known ones that no recording has any more, and recorded answers that
          lack a member
  ls      prints all findings
  write   makes both files anew; what was said of a finding (why) stays
  --line  one line of releases only, such as ogx-1.5
  --json  with check and ls: one JSON document instead of text, with every finding and whether it is known
Exit codes: 0 fine, 1 a finding is not known or not met any more, 2 wrong usage.`;

const COMMANDS = ['check', 'ls', 'write'] as const;

interface Line {
  name: string;
  recordings: number;
  /** Each with how often it is met, and a test that does. */
  found: Map<string, { finding: Finding; times: number; test: string }>;
  /** What the project's own file says, and what every file says. */
  file: string;
  own: KnownFile;
  known: ReturnType<typeof knownKeys>;
  answered: readonly Answered[];
}

async function main(args: string[], screen: Screen): Promise<number> {
  const options = { line: { type: 'string' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [command = '', ...more] = positionals;
  if (!COMMANDS.some((each) => each === command) || more.length > 0)
    throw unknownCommand(positionals.join(' '), COMMANDS);
  const { cache, recordings } = settingsFor([]);
  const { tests } = await readTree(recordings, values.line === undefined ? {} : { lines: [values.line] });
  if (tests.length === 0)
    throw new UsageFault(`There are no recordings of ${values.line ?? 'any line'} in ${recordings}.`);
  const contracts = (await sdkContractFiles(cache, (text) => tell(text))).map(loadContract);
  const lines = [...Map.groupBy(tests, ({ line }) => line)].map(([name, of]) => lineOf(name, of, contracts));
  if (command === 'write') {
    for (const line of lines) {
      await write(line, screen);
      await writeMembers(line, screen);
    }
    return 0;
  }
  if (values.json) return json(lines, command === 'ls', screen);
  const wrong = lines.map((line) => report(line, command === 'ls', screen) + reportMembers(line, screen));
  return wrong.some((each) => each > 0) ? 1 : 0;
}

/** What is found in each line, and what is known and not found any more. @returns the exit code */
function json(lines: readonly Line[], all: boolean, screen: Screen): number {
  const told = lines.map(({ name, recordings, found, known }) => ({
    line: name,
    recordings,
    findings: [...found]
      .map(([key, each]) => ({ ...each, known: known.has(key) }))
      .filter((each) => all || !each.known),
    unmet: unmetOf({ found, known }),
  }));
  screen.json(told);
  return told.some(({ findings, unmet }) => unmet.length > 0 || findings.some(({ known }) => !known)) ? 1 : 0;
}

/** What is known and was not found any more. */
function unmetOf({ found, known }: Pick<Line, 'found' | 'known'>): string[] {
  return [...known].filter(([key, { passing }]) => !passing && !found.has(key)).map(([key]) => key);
}

/** Prints what is found in a line; answers how much of it is wrong. */
function report({ name, recordings, found, known, file }: Line, all: boolean, screen: Screen): number {
  const unmet = unmetOf({ found, known });
  const unknown = [...found.keys()].filter((key) => !known.has(key));
  for (const [key, { finding, times, test }] of found) {
    if (!all && known.has(key)) continue;
    const { call: _, ...ofAny } = finding;
    const met = `${count(times, 'place')}${known.has(key) ? '' : ', not known'}, such as ${test}`;
    screen.print(`${name}: ${findingLine(ofAny)} (${finding.source}): ${met}`);
  }
  for (const key of unmet)
    screen.print(
      `${name}: no recording has ${key} any more: delete it in ${file}, or run "npm run contracts -- write"`,
    );
  screen.print(`${name}: ${count(found.size, 'finding')} in ${count(recordings, 'recording')}`);
  return unmet.length + unknown.length;
}

/** Prints where recorded answers lack what they are listed to have; answers how often. */
function reportMembers({ name, answered }: Line, screen: Screen): number {
  const file = membersFileOf(folders().setups, name);
  if (file === undefined) return 0;
  const members = readMembers(file);
  const lines = answered.flatMap((test) =>
    missingMembers(test, members).map((each) => `${test.spec}: ${missingLine(each)}`),
  );
  for (const line of new Set(lines)) screen.print(`${name}: ${line}`);
  if (lines.length > 0)
    screen.print(`${name}: "npm run contracts -- write" takes them out of ${file}, if that is right`);
  return lines.length;
}

async function writeMembers({ name, answered }: Line, screen: Screen): Promise<void> {
  const file = membersFileIn(folders().setups[0] ?? 'setups', name);
  const members = membersOf(answered);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, membersText(name, members));
  screen.print(`${file}: members of ${count(Object.keys(members).length, 'kind')} of objects`);
}

function lineOf(name: string, tests: readonly RecordedTest[], contracts: readonly Contract[]): Line {
  const found: Line['found'] = new Map();
  for (const { stack, providers } of tests) {
    if (stack === undefined) continue;
    if (stack.recording === undefined) throw new Fault(stack.fault ?? `${stack.path} cannot be read.`);
    const { calls } = stack.recording;
    const answered = providers?.recording?.exchanges ?? [];
    const exchanged = { exchanges: calls, recorded: { calls, providers: answered } };
    for (const finding of findingsOf(contracts, exchanged)) {
      const { times } = found.get(keyOf(finding)) ?? { times: 0 };
      found.set(keyOf(finding), { finding, times: times + 1, test: stack.recording.test });
    }
  }
  const file = knownFileIn(folders().setups[0] ?? 'setups', name);
  const files = knownFilesOf(folders().setups, name);
  return {
    name,
    recordings: tests.length,
    found: new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1))),
    file,
    own: files.includes(file) ? readKnown(file) : [],
    known: new Map(files.flatMap((each) => [...knownKeys(readKnown(each))])),
    answered: tests.flatMap(({ spec, stack }) =>
      stack?.recording === undefined ? [] : [{ spec, exchanges: stack.recording.calls }],
    ),
  };
}

/** Leaves out of the project's own file what the package's says already. */
async function write({ name, found, file, own, known }: Line, screen: Screen): Promise<void> {
  const mine = knownKeys(own);
  const all = [...found].filter(([key]) => mine.has(key) || !known.has(key)).map(([, { finding }]) => finding);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, knownText(name, knownFile(all, own)));
  screen.print(`${file}: ${count(all.length, 'finding')}`);
}

await runCommand({ name: 'contracts', help: HELP, run: main });
