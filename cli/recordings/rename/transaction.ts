/**
 * Moves folders and changes files: all of them, or none. All that is new is written into a folder beside the recordings first;
 * what is left then are renames, which are listed in a journal. When one fails, those done are undone; when the process is
 * killed, the next one undoes them.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Fault, messageOf } from '../../../errors/fault.ts';
import { isAlive } from '../../../replay/files/alive.ts';
import { removeEmptyAbove } from '../empty-folders.ts';

/** Paths are below one root. */
export interface Changes {
  folders: readonly FolderChange[];
  files: readonly FileChange[];
}

/** A folder that goes elsewhere, possibly where another one is that goes away too, or stays and has other files. */
export interface FolderChange {
  from: string;
  to: string;
  /** The new text of a file in it; undefined for one that stays as it is. */
  rewrite: (name: string) => Promise<string | undefined>;
}

/** A file with another text, possibly elsewhere. */
export interface FileChange {
  from: string;
  to: string;
  text: string;
}

/** A rename out of the place of changes or into it. `saved`: a copy of the file that is replaced. */
const Step = z.object({ from: z.string(), to: z.string(), saved: z.string().optional() });
type Step = z.infer<typeof Step>;

const STAGING = '.rename-';
const JOURNAL = 'journal.json';

/**
 * Carries all changes out, and removes folders that are empty then.
 * @param place where the changes are prepared: below `root`, on its file system
 * @param prepared called with the number of folders that are prepared
 * @throws when something cannot be read or written; everything is as it was before then
 */
export async function carryOut(
  root: string,
  place: string,
  changes: Changes,
  prepared?: (folders: number) => void,
): Promise<void> {
  const staging = await mkdtemp(join(root, place, `${STAGING}${process.pid}-`));
  try {
    const steps = await prepare(root, staging.slice(join(root, '/').length), changes, prepared);
    await writeFile(join(staging, JOURNAL), JSON.stringify(steps));
    for (const step of steps) await move(root, step.from, step.to);
    // From here on nothing is undone.
    await rm(join(staging, JOURNAL));
  } catch (error) {
    await undo(root, staging);
    throw error;
  }
  await rm(staging, { recursive: true });
  for (const { from } of [...changes.folders, ...changes.files]) await removeEmptyAbove(root, from);
}

/**
 * Undoes what killed processes left half done.
 * @returns whether there was anything
 * @throws {Fault} when a process is still at it
 */
export async function undoInterrupted(root: string, place: string): Promise<boolean> {
  const left = await interrupted(join(root, place));
  for (const folder of left) await undo(root, folder);
  return left.length > 0;
}

/** @throws {Fault} when a killed process left something half done, or one is still at it */
export async function checkNoneInterrupted(root: string, place: string): Promise<void> {
  const [left] = await interrupted(join(root, place));
  if (left === undefined) return;
  throw new Fault({
    what: 'An earlier rename was interrupted.',
    why: `What it had begun lies in ${left}.`,
    fix: 'Give the command without --dry-run: it undoes that first.',
  });
}

/** The folders that processes left that are gone. */
async function interrupted(place: string): Promise<string[]> {
  const left = (existsSync(place) ? await readdir(place) : []).filter((name) => name.startsWith(STAGING));
  for (const name of left) {
    const pid = Number(/^\d+/.exec(name.slice(STAGING.length))?.[0]);
    if (!isAlive(pid)) continue;
    throw new Fault({
      what: `Another rename is at work (process ${pid}).`,
      fix: `Wait for its end. If that process is something else, delete ${join(place, name)} and restore the files with git.`,
    });
  }
  return left.map((name) => join(place, name));
}

/** Writes all that is new. @returns the renames that are left to do, in order */
async function prepare(
  root: string,
  staging: string,
  { folders, files }: Changes,
  prepared?: (folders: number) => void,
): Promise<Step[]> {
  const [away, into]: [Step[], Step[]] = [[], []];
  for (const [i, { from, to, rewrite }] of folders.entries()) {
    const [made, old] = [`${staging}/new/${i}`, `${staging}/old/${i}`];
    await mkdir(join(root, made), { recursive: true });
    for (const name of await readdir(join(root, from))) {
      const [text, copy] = [await rewrite(name), join(root, made, name)];
      await (text === undefined ? copyFile(join(root, from, name), copy) : writeFile(copy, text));
    }
    away.push({ from, to: old });
    into.push({ from: made, to });
    prepared?.(i + 1);
  }
  for (const [i, { from, to, text }] of files.entries()) {
    const [made, old] = [`${staging}/new-files/${i}`, `${staging}/old-files/${i}`];
    for (const path of [made, old]) await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, made), text);
    if (from === to) await copyFile(join(root, from), join(root, old));
    else away.push({ from, to: old });
    into.push({ from: made, to, ...(from === to ? { saved: old } : {}) });
  }
  return [...away, ...into];
}

async function undo(root: string, staging: string): Promise<void> {
  const journal = await readFile(join(staging, JOURNAL), 'utf8').catch(() => '[]');
  const steps = stepsIn(journal);
  for (const { from, to, saved } of steps.reverse()) {
    const out = join(root, to).startsWith(staging);
    const done = out ? existsSync(join(root, to)) : !existsSync(join(root, from));
    if (!done) continue;
    if (saved === undefined) await move(root, to, from);
    else if (existsSync(join(root, saved))) await move(root, saved, to);
    if (!out) await removeEmptyAbove(root, to);
  }
  // First, so that what is deleted only in part is not taken for something to undo.
  await rm(join(staging, JOURNAL), { force: true });
  await rm(staging, { recursive: true, force: true });
}

/** None for a journal that was not written to its end: nothing was moved yet then. */
function stepsIn(journal: string): Step[] {
  try {
    return z.array(Step).parse(JSON.parse(journal));
  } catch {
    return [];
  }
}

async function move(root: string, from: string, to: string): Promise<void> {
  await mkdir(dirname(join(root, to)), { recursive: true });
  try {
    await rename(join(root, from), join(root, to));
  } catch (error) {
    throw new Fault({
      what: `${from} cannot be moved to ${to}: ${messageOf(error)}.`,
      fix: 'Nothing was changed. Correct what the system says, and try again.',
    });
  }
}
