/** Lists folders without leaving them: a link is an entry, and what it leads to is none. */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** All entries below a folder, in no order. `readdir`'s own recursion follows links. @throws when the folder cannot be read */
export async function entriesBelow(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => entriesBelow(join(folder, name)));
  return [entries, ...(await Promise.all(below))].flat();
}
