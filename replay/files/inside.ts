/** Keeps what we write inside of its folder, wherever links below it lead. */
import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import { Fault, messageOf } from '../../errors/fault.ts';

/**
 * @param file which need not be there; below `folder` by its name
 * @throws {Fault} when a link on the way to it leads out of the folder
 */
export async function demandInside(folder: string, file: string): Promise<void> {
  const root = await realpath(folder).catch(() => undefined);
  // What is not there has no link in it.
  if (root === undefined) return;
  const place = await nearest(file);
  const way = relative(root, place);
  if (!way.startsWith('..') && !isAbsolute(way)) return;
  throw new Fault({
    what: `${file} is not below ${folder}: a link on the way to it leads to ${place}.`,
    why: 'Recordings are written below their folder and nowhere else.',
    fix: 'Take the link away, or name the folder that it leads to with --recordings.',
  });
}

/** The real path of a file, or of the nearest folder above it that is there. */
async function nearest(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const above = dirname(path);
    if (above === path) throw new Fault({ what: `${path} cannot be looked at.`, why: messageOf(error) });
    return nearest(above);
  }
}
