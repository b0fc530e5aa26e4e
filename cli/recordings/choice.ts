/** The options that every command has, and which recordings they choose. */
import { resolve } from 'node:path';
import { loadSetups } from '../../setups/load.ts';
import { folders } from '../../folders/folders.ts';
import { readTree, type Tree } from './tree.ts';

export const choiceOptions = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  recordings: { type: 'string' },
  line: { type: 'string', multiple: true },
  project: { type: 'string', multiple: true },
  setup: { type: 'string', multiple: true },
} as const;

/** The help text of these options. */
export const CHOICE_HELP = `  --line <line>         only this line of releases, such as ogx-1.5; may be given several times
  --project, --setup    only this setup, such as ollama; may be given several times
  --recordings <folder> the recordings folder; the project's own without it
  --json                one JSON document instead of text`;

export interface ChoiceValues {
  recordings?: string | undefined;
  line?: string[] | undefined;
  project?: string[] | undefined;
  setup?: string[] | undefined;
}

export interface Choice {
  lines: readonly string[];
  setups: readonly string[];
  /** Parts of a path or of a title, case-insensitive; one of them must be found. None: everything. */
  patterns: readonly string[];
}

export function recordingsFolder({ recordings }: ChoiceValues): string {
  return resolve(recordings ?? folders().recordings);
}

export function choiceOf(values: ChoiceValues, patterns: readonly string[]): Choice {
  const named = [...(values.project ?? []), ...(values.setup ?? [])];
  return { lines: values.line ?? [], setups: named.length === 0 ? [] : recordedUnder(named), patterns };
}

/** The setups whose recordings these replay: a setup that is like another has none of its own. */
function recordedUnder(names: readonly string[]): string[] {
  const setups = loadSetups(undefined, []);
  return [...new Set(names.map((name) => setups.find((setup) => setup.name === name)?.recordings ?? name))];
}

/** Whether the options chose anything at all. */
function isNarrowed({ lines, setups, patterns }: Choice): boolean {
  return lines.length + setups.length + patterns.length > 0;
}

export interface Choosable {
  line: string;
  setup: string;
  folder: string;
  title: string;
}

export function isChosen(one: Choosable, choice: Choice): boolean {
  if (!oneOf(one.line, choice.lines) || !oneOf(one.setup, choice.setups)) return false;
  if (choice.patterns.length === 0) return true;
  const patterns = choice.patterns.map(shortened);
  const has = (text: string) => patterns.some((pattern) => text.toLowerCase().includes(pattern));
  // The title stands in the file, which is read for it.
  return has(one.folder) || has(one.title);
}

/** The chosen part of a recordings folder; what lines and setups leave out is not even listed. */
export async function readChosen(folder: string, choice: Choice): Promise<Tree> {
  return chosen(await readTree(folder, choice), choice);
}

/** The chosen part of a tree. Start-up recordings belong to no setup: a chosen setup leaves them out. */
export function chosen(tree: Tree, choice: Choice): Tree {
  return {
    tests: tree.tests.filter((test) => isChosen(test, choice)),
    startups: tree.startups.filter(
      ({ line, file }) =>
        choice.setups.length === 0 && isChosen({ line, setup: '', folder: file.path, title: '' }, choice),
    ),
    strays: isNarrowed(choice) ? [] : tree.strays,
  };
}

function oneOf(word: string, words: readonly string[]): boolean {
  return words.length === 0 || words.includes(word);
}

/** A pattern may be a path as a shell completes it: with the recordings folder in front, or a file behind. */
function shortened(pattern: string): string {
  return pattern
    .toLowerCase()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)?recordings\//, '')
    .replace(/\/(?:(?:providers|stack)\.json)?$/, '');
}
