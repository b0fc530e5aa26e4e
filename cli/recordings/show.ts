import { parseArgs, stripVTControlCharacters } from 'node:util';
import { CHOICE_HELP, choiceOf, choiceOptions, readChosen, recordingsFolder, type Choice } from './choice.ts';
import { type Command } from './command.ts';
import { conversation, type Exchange, type Turn } from './conversation.ts';
import { sourcesOf } from './ls.ts';
import type { Screen } from '../screen.ts';
import type { Line } from './transcript.ts';
import type { RecordedTest, Tree } from './tree.ts';
import { UsageFault } from '../../errors/fault.ts';
import { loadDistributions } from '../../stack/pointer/distribution.ts';

export const show: Command = {
  summary: 'shows one recording as a conversation, streams joined',
  help: `npm run recordings -- show <path or pattern> [options]

Shows each call of the client with what it sent and got, and below it the calls of the stack to providers that it caused.
Streams are joined, vectors and long texts cut short, and each provider's answer has its source. The whole is in the files.
Without --line those of the default line are looked at first. A pattern that several recordings match lists them: narrow it
with --project and --line, or give a path.

${CHOICE_HELP}`,
  async run(args, screen) {
    const { values, positionals } = parseArgs({ args, options: choiceOptions, allowPositionals: true });
    if (positionals.length === 0)
      throw new UsageFault('Which recording? Give its path, or a part of its path or title.');
    const found = await nearest(recordingsFolder(values), choiceOf(values, positionals));
    const one = only(found, positionals);
    const faults = [one.providers?.fault, one.stack?.fault, one.manifest?.fault].filter((fault) => fault !== undefined);
    const turns = conversation(one.providers?.recording, one.stack?.recording);
    if (values.json) screen.json({ ...headOf(one), turns, faults });
    else {
      head(one, screen);
      for (const turn of turns) print(turn, screen);
      for (const fault of faults) screen.print(screen.paint('red', fault));
    }
    return faults.length > 0 ? 1 : 0;
  },
};

/** What a choice has of the default line, where it names none; of all lines where that has nothing. */
async function nearest(folder: string, choice: Choice): Promise<Tree> {
  if (choice.lines.length === 0) {
    const [byDefault] = loadDistributions();
    const tree = await readChosen(folder, { ...choice, lines: byDefault === undefined ? [] : [byDefault.line] });
    if (tree.tests.length + tree.startups.length > 0) return tree;
  }
  return readChosen(folder, choice);
}

/** The recording that is meant: the only one found, or the one whose path it is. A start-up is shown as a test of its own. */
function only({ tests, startups }: Tree, patterns: readonly string[]): RecordedTest {
  const found: RecordedTest[] = [
    ...tests,
    ...startups.map(({ line, provider, file }) => ({
      line,
      setup: 'startup',
      spec: '',
      folder: file.path,
      title: `start-up of ${provider}`,
      providers: file,
    })),
  ];
  const exact = found.find(({ folder }) =>
    patterns.some((pattern) => pattern.endsWith(folder) || pattern.includes(`${folder}/`)),
  );
  const one = exact ?? (found.length === 1 ? found[0] : undefined);
  if (one !== undefined) return one;
  if (found.length === 0)
    throw new UsageFault(`No recording's path or title has ${patterns.map((p) => `"${p}"`).join(' or ')} in it.`);
  const names = found.slice(0, 20).map(({ folder }) => `  ${folder}`);
  const more = found.length > 20 ? [`  … and ${found.length - 20} more`] : [];
  throw new UsageFault({
    what: 'Several recordings match. Which one is meant?',
    why: [...names, ...more].join('\n'),
    fix: 'Narrow it with --project and --line, or give a path; see "npm run recordings -- show --help".',
  });
}

function headOf({ folder, title, line, setup, providers, stack, manifest }: RecordedTest) {
  const header = providers?.recording ?? stack?.recording;
  return {
    folder,
    title,
    line,
    setup,
    recorded: header?.recorded,
    stack: header?.stack,
    from: providers?.recording?.from,
    external: manifest?.recording,
  };
}

function head(test: RecordedTest, screen: Screen): void {
  const { title, recorded, stack, from = {}, external } = headOf(test);
  screen.print(screen.paint('bold', title));
  screen.print(screen.paint('dim', test.folder));
  screen.print(`recorded ${recorded ?? '?'} through ${stack ?? '?'}`);
  if (external !== undefined) screen.print(`external, made by ${external.madeBy}: ${external.command}`);
  for (const [provider, { server, source }] of Object.entries(from)) screen.print(`${provider}: ${server} [${source}]`);
  if (sourcesOf(test.providers?.recording).length === 0) screen.print('no provider was asked');
}

function print({ call, client, providers }: Turn, screen: Screen): void {
  screen.print();
  if (client === undefined)
    screen.print(screen.paint('bold', `Calls of the stack${call === undefined ? '' : ` for client call ${call}`}`));
  else exchange(screen.paint('bold', `Call ${call}: ${client.request}`), client, '', screen);
  for (const turn of providers) {
    const source = turn.source === undefined ? '' : ` [${turn.source}]`;
    const title = `exchange ${turn.number}: stack → ${turn.provider}  ${turn.request}`;
    screen.print();
    exchange(
      screen.paint('cyan', title) + screen.paint(source === ' [scripted]' ? 'yellow' : 'dim', source),
      turn,
      '    ',
      screen,
    );
  }
}

function exchange(title: string, { asked, answer, answered }: Exchange, indent: string, screen: Screen): void {
  screen.print(indent + title);
  for (const line of asked) said(line, `${indent}  `, screen);
  screen.print(`${indent}← ${answer}`);
  for (const line of answered) said(line, `${indent}  `, screen);
}

const WHO = 16;

function said({ who, text }: Line, indent: string, screen: Screen): void {
  const [first = '', ...rest] = stripVTControlCharacters(text).split('\n');
  screen.print(`${indent}${screen.paint('dim', who.padEnd(WHO))} ${first}`);
  for (const line of rest) screen.print(`${indent}${' '.repeat(WHO)} ${line}`);
}
