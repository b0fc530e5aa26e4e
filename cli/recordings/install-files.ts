/** Moves a folder of new files into the recordings: all of them, or none. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { messageOf } from '../../errors/fault.ts';
import { refused } from './manifest.ts';

/** The paths that exist with other bytes than the new files have. */
export async function conflicts(staging: string, target: string, paths: readonly string[]): Promise<string[]> {
  const differ = await Promise.all(
    paths.map(
      async (path) =>
        existsSync(join(target, path)) &&
        !(await readFile(join(target, path))).equals(await readFile(join(staging, path))),
    ),
  );
  return paths.filter((_, i) => differ[i]);
}

/**
 * @param staging a folder on the same file system, which holds the new files and is used up
 * @throws when a file cannot be placed; everything is as it was before then
 */
export async function installFiles(staging: string, target: string, paths: readonly string[]): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  const replaced = join(staging, '.replaced');
  try {
    for (const path of paths) {
      const [from, to, old] = [join(staging, path), join(target, path), join(replaced, path)];
      await makeFolder(dirname(to), target, undo);
      if (existsSync(to)) {
        await mkdir(dirname(old), { recursive: true });
        await rename(to, old);
        undo.push(() => rename(old, to));
      }
      await rename(from, to);
      undo.push(() => rm(to));
    }
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error instanceof Error ? error : new Error(messageOf(error));
  }
}

/** Makes a folder, and sees that no link on the way leads out of `root`. */
async function makeFolder(folder: string, root: string, undo: (() => Promise<void>)[]): Promise<void> {
  if (!existsSync(folder)) {
    const first = await mkdir(folder, { recursive: true });
    if (first !== undefined) undo.push(() => rm(first, { recursive: true, force: true }));
  }
  const [inside, real] = [await realpath(root), await realpath(folder)];
  if (real !== inside && !real.startsWith(inside + sep))
    throw refused(`${folder} is a link that leads out of the recordings folder`);
}
