import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describe } from '../../replay/matching/miss.ts';
import { parseProviders, parseStack } from '../../replay/recording/format.ts';
import { UsageFault, messageOf } from '../../errors/fault.ts';
import { changes, fileDifferences, type Change } from './tree-changes.ts';
import { CHOICE_HELP, chosen, choiceOf, choiceOptions, recordingsFolder } from './choice.ts';
import { type Command } from './command.ts';
import { filesAt, revisionExists } from './revisions.ts';
import { count, type Screen } from '../screen.ts';
import type { Loaded } from './recording-file.ts';
import { filesBelow, treeOf, type Files } from './tree.ts';

export const diff: Command = {
  summary: 'compares two revisions, or two files, by meaning',
  help: `npm run recordings -- diff [<old>[..<new>] | <old> <new>] [-- pattern…] [options]
npm run recordings -- diff <old file> <new file>

Compares the recordings of two git revisions, by meaning: answer ids, times, fingerprints, chunk boundaries and what matching
forgives do not count. Without <new> it is the work tree, without both HEAD against the work tree. Shows tests added, removed
and renamed, and for the others JSON paths with the old value ("recorded") and the new one ("now").
Exit code 1 when there are differences.

${CHOICE_HELP}`,
  async run(args, screen) {
    const split = args.indexOf('--');
    const [own, patterns] = split === -1 ? [args, []] : [args.slice(0, split), args.slice(split + 1)];
    const { values, positionals } = parseArgs({ args: own, options: choiceOptions, allowPositionals: true });
    const folder = recordingsFolder(values);
    if (positionals.length === 2 && positionals.every((word) => word.endsWith('.json') && existsSync(word))) {
      return printChanges(fileChanges(positionals[0] ?? '', positionals[1] ?? ''), values.json === true, screen);
    }
    const { old, now } = await sides(folder, positionals);
    const choice = choiceOf(values, patterns);
    const [before, after] = await Promise.all([filesOf(folder, old), filesOf(folder, now)]);
    return printChanges(
      changes(chosen(treeOf(before), choice), chosen(treeOf(after), choice)),
      values.json === true,
      screen,
    );
  },
};

/** The two revisions that the arguments name; undefined is the work tree. */
async function sides(folder: string, words: readonly string[]): Promise<{ old: string; now: string | undefined }> {
  if (words.length > 2)
    throw new UsageFault(`Two revisions are compared, not ${words.length}. Patterns come after "--".`);
  const [first = 'HEAD', second] = words;
  const range = /^(.*?)\.\.\.?(.*)$/.exec(first);
  const [old, now] = range && second === undefined ? [range[1] || 'HEAD', range[2] || 'HEAD'] : [first, second];
  for (const word of [old, now]) {
    if (word !== undefined && !(await revisionExists(folder, word))) {
      throw new UsageFault(
        `"${word}" is no revision that git knows in ${folder}, and no pair of recording files was given.`,
      );
    }
  }
  return { old, now };
}

async function filesOf(folder: string, revision: string | undefined): Promise<Files> {
  return revision === undefined ? filesBelow(folder) : filesAt(folder, revision);
}

function fileChanges(old: string, now: string): Change[] {
  const seam = (file: string): boolean => /"seam":\s*"stack"/.test(readFileSync(file, 'utf8').slice(0, 2_000));
  if (seam(old) !== seam(now)) throw new UsageFault(`${old} and ${now} are recordings of different seams.`);
  const differences = seam(now)
    ? fileDifferences(load(old, parseStack), load(now, parseStack), 'stack.json', ({ calls }) => calls, 'call')
    : fileDifferences(
        load(old, parseProviders),
        load(now, parseProviders),
        'providers.json',
        ({ exchanges }) => exchanges,
        'exchange',
      );
  return differences.length === 0 ? [] : [{ kind: 'changed', folder: now, title: `${old} → ${now}`, differences }];
}

function load<T>(path: string, parse: (text: string, file: string) => T): Loaded<T> {
  const text = readFileSync(path, 'utf8');
  try {
    return { path, text, recording: parse(text, path) };
  } catch (error) {
    return { path, text, fault: messageOf(error) };
  }
}

function printChanges(found: readonly Change[], json: boolean, screen: Screen): 0 | 1 {
  if (json) screen.json(found);
  else {
    for (const change of found) printChange(change, screen);
    const kinds = (['added', 'removed', 'renamed', 'changed'] as const).map((kind) => {
      return `${found.filter((change) => change.kind === kind).length} ${kind}`;
    });
    screen.print(
      screen.paint(
        'dim',
        found.length === 0 ? 'No difference in meaning.' : `${count(found.length, 'test')}: ${kinds.join(', ')}`,
      ),
    );
  }
  return found.length > 0 ? 1 : 0;
}

function printChange(change: Change, screen: Screen): void {
  switch (change.kind) {
    case 'added':
      return screen.print(screen.paint('green', `+ added    ${change.folder}`));
    case 'removed':
      return screen.print(screen.paint('red', `- removed  ${change.folder}`));
    case 'renamed':
      screen.print(screen.paint('cyan', `> renamed  ${change.was}`));
      return screen.print(screen.paint('cyan', `        to ${change.folder}`));
    case 'changed':
      screen.print(screen.paint('yellow', `~ changed  ${change.folder}`));
      for (const difference of change.differences) screen.print(`    ${describe(difference)}`);
  }
}
