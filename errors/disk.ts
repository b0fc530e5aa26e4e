/** What a person is told where a file cannot be written. */
import type { FaultParts } from './fault.ts';

/** A folder that a setting moves. */
export interface Movable {
  /** As in a sentence: `cache folder`. */
  name: string;
  /** Absolute. */
  path: string;
  variable: string;
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const CLOSED: Readonly<Record<string, string>> = {
  EACCES: 'This user may not write there.',
  EPERM: 'This user may not write there.',
  EROFS: 'It is on a disk that is mounted read-only.',
  ENOTDIR: 'A part of its path is a file.',
  EEXIST: 'There is a file of that name.',
  // Also of a folder to be made on a disk that is mounted read-only.
  ENOENT: 'A folder above it cannot be made, or its disk is read-only.',
};

/** The fault of an error of the file system that came of writing; undefined for any other error. */
export function diskFault(error: unknown, folders: readonly Movable[]): FaultParts | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return undefined;
  const [code, path] = [String(error.code), String(error.path)];
  const why = FULL.has(code) ? 'Its disk is full.' : CLOSED[code];
  if (why === undefined) return undefined;
  const folder = folders.find((each) => path === each.path || path.startsWith(`${each.path}/`));
  const what =
    folder === undefined ? `${path} cannot be written.` : `The ${folder.name} ${folder.path} cannot be written to.`;
  return { what, why, fix: fixFor(FULL.has(code), folder) };
}

/** What to do about a disk that is full. */
export function roomFor(folder: Pick<Movable, 'variable'>): string {
  return `Make room, or set ${folder.variable} to a folder on a larger disk.`;
}

function fixFor(full: boolean, folder: Movable | undefined): string {
  if (folder === undefined) return full ? 'Make room.' : 'Make it writable, or remove what stands in its place.';
  return full ? roomFor(folder) : `Set ${folder.variable} to a folder that you may write to.`;
}
