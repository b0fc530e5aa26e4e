/** `npm run relations`: the recorded answers of the stack, held against their requests and against each other. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { readRelations, relationsFileIn, relationsFilesOf, relationsText } from '../contracts/files/known-relations.ts';
import { keyOf, knownRelationKeys, knownRelations, type Place, placeOf } from '../contracts/relations/known.ts';
import { type BrokenRelation, brokenRelations } from '../contracts/relations/relations.ts';
import { relationLine } from '../contracts/relations/text.ts';
import { Fault, UsageFault } from '../errors/fault.ts';
import { folders } from '../folders/folders.ts';
import { settingsFor } from '../run/this-run.ts';
import { runCommand, unknownCommand } from './command-line.ts';
import { type RecordedTest, readTree } from './recordings/tree.ts';
import { count, type Screen } from './screen.ts';

const HELP = `npm run relations -- <command> [--line <line>] [--json]

Holds every recorded answer of the stack against its request and the other answers of its test, as every run does.
What is known stands in setups/relations/<line>.yaml: all else fails the test that meets it.

  check   tells what is not known, and what is known and no recording has any more
  ls      prints all that does not hold
  write   makes the file anew; what was said of an entry (why) stays
  --line  one line of releases only, such as ogx-1.5
  --json  with check and ls: one JSON document instead of text, with each place and whether it is known
Exit codes: 0 fine, 1 something is not known or not met any more, 2 wrong usage.`;

const COMMANDS = ['check', 'ls', 'write'] as const;

interface Line {
  name: string;
  recordings: number;
  /** Each with an example, the test that has it, and how many places have it. */
  found: Map<string, { place: Place; broken: BrokenRelation; test: string; times: number }>;
}

async function main(args: string[], screen: Screen): Promise<number> {
  const options = { line: { type: 'string' }, json: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [command = '', ...more] = positionals;
  if (!COMMANDS.some((each) => each === command) || more.length > 0)
    throw unknownCommand(positionals.join(' '), COMMANDS);
  const { recordings } = settingsFor([]);
  const { tests } = await readTree(recordings, values.line === undefined ? {} : { lines: [values.line] });
  if (tests.length === 0)
    throw new UsageFault(`There are no recordings of ${values.line ?? 'any line'} in ${recordings}.`);
  const lines = [...Map.groupBy(tests, ({ line }) => line)].map(([name, of]) => lineOf(name, of));
  if (command === 'write') {
    for (const line of lines) await write(line, screen);
    return 0;
  }
  if (values.json) return json(lines, command === 'ls', screen);
  const wrong = lines.map((line) => report(line, command === 'ls', screen));
  return wrong.some((each) => each > 0) ? 1 : 0;
}

/** What does not hold in each line, and what is known and not met any more. @returns the exit code */
function json(lines: readonly Line[], all: boolean, screen: Screen): number {
  const told = lines.map((line) => {
    const { known, unmet } = knownOf(line);
    const places = [...line.found].map(([key, { place, test, times }]) => ({
      ...place,
      times,
      test,
      known: known.has(key),
    }));
    return {
      line: line.name,
      recordings: line.recordings,
      places: places.filter((each) => all || !each.known),
      unmet,
    };
  });
  screen.json(told);
  return told.some(({ places, unmet }) => unmet.length > 0 || places.some(({ known }) => !known)) ? 1 : 0;
}

/** What is known of a line, and of this what was not met any more. */
function knownOf({ name, found }: Line) {
  const files = relationsFilesOf(folders().setups, name);
  const known = new Map(files.flatMap((file) => [...knownRelationKeys(readRelations(file))]));
  const unmet = [...known].filter(([key, { passing }]) => !passing && !found.has(key)).map(([key]) => key);
  return { known, unmet };
}

/** Prints what does not hold in a line; answers how much of it is wrong. */
function report(line: Line, all: boolean, screen: Screen): number {
  const { name, recordings, found } = line;
  const { known, unmet } = knownOf(line);
  const unknown = [...found].filter(([key]) => !known.has(key));
  for (const [key, { broken, test, times }] of all ? found : unknown) {
    const state = known.has(key) ? '' : ', not known';
    screen.print(`${name}: ${relationLine(broken)}: ${count(times, 'place')}${state}, such as ${test}`);
  }
  for (const key of unmet)
    screen.print(`${name}: no recording has ${key} any more: delete it, or run "npm run relations -- write"`);
  screen.print(`${name}: ${count(found.size, 'known or new place')} in ${count(recordings, 'recording')}`);
  return unmet.length + unknown.length;
}

function lineOf(name: string, tests: readonly RecordedTest[]): Line {
  const found: Line['found'] = new Map();
  for (const { stack } of tests) {
    if (stack === undefined) continue;
    if (stack.recording === undefined) throw new Fault(stack.fault ?? `${stack.path} cannot be read.`);
    for (const broken of brokenRelations(stack.recording.calls)) {
      const place = placeOf(broken);
      const { times } = found.get(keyOf(place)) ?? { times: 0 };
      found.set(keyOf(place), { place, broken, test: stack.recording.test, times: times + 1 });
    }
  }
  return {
    name,
    recordings: tests.length,
    found: new Map([...found].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** Leaves out of the project's own file what the package's says already. */
async function write({ name, found }: Line, screen: Screen): Promise<void> {
  const file = relationsFileIn(folders().setups[0] ?? 'setups', name);
  const files = relationsFilesOf(folders().setups, name);
  const own = files.includes(file) ? readRelations(file) : [];
  const shipped = new Map(
    files.filter((each) => each !== file).flatMap((each) => [...knownRelationKeys(readRelations(each))]),
  );
  const places = [...found].filter(([key]) => !shipped.has(key)).map(([, { place }]) => place);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, relationsText(name, knownRelations(places, own)));
  screen.print(`${file}: ${count(places.length, 'place')}`);
}

await runCommand({ name: 'relations', help: HELP, run: main });
