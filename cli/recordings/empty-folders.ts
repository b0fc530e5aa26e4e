import { existsSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Removes the folders above `path` that are empty, up to `root`, which stays.
 * @param path below `root`
 */
export async function removeEmptyAbove(root: string, path: string): Promise<void> {
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    const folder = join(root, parent);
    if (!existsSync(folder)) continue;
    if ((await readdir(folder)).length > 0) return;
    await rmdir(folder);
  }
}
