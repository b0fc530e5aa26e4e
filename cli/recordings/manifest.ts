/** What an archive of recordings says about itself, in its first entry. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../errors/fault.ts';
import { parseRecordingPath } from './recording-path.ts';

export const MANIFEST = 'manifest.json';
const ARCHIVE_FORMAT = 1;

export interface Limits {
  files: number;
  /** Bytes of one file, and of all together. */
  file: number;
  total: number;
}

const MEBIBYTE = 1024 ** 2;
export const LIMITS: Limits = { files: 20_000, file: 64 * MEBIBYTE, total: 512 * MEBIBYTE };

const fileEntry = z.strictObject({
  path: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const manifest = z.strictObject({
  format: z.literal(ARCHIVE_FORMAT),
  kind: z.literal('recordings'),
  files: z.array(fileEntry),
});

export type FileEntry = z.infer<typeof fileEntry>;

export function entryOf(path: string, bytes: Buffer): FileEntry {
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export function manifestText(files: readonly FileEntry[]): string {
  return `${JSON.stringify({ format: ARCHIVE_FORMAT, kind: 'recordings', files }, null, 2)}\n`;
}

/** @throws {Fault} when it is no manifest, or promises what no archive of recordings may hold */
export function parseManifest(text: string, limits: Limits): FileEntry[] {
  const files = read(text);
  const paths = new Set<string>();
  let total = 0;
  for (const { path, bytes } of files) {
    if (parseRecordingPath(path) === undefined) throw refused(`it lists "${path}", where no recording lies`);
    // Some file systems take both for one file.
    const same = path.normalize('NFC').toLowerCase();
    if (paths.has(same)) throw refused(`it lists "${path}" twice`);
    paths.add(same);
    if (bytes > limits.file) throw refused(`"${path}" has ${bytes} bytes, more than ${limits.file}`);
    total += bytes;
  }
  if (files.length > limits.files) throw refused(`it lists ${files.length} files, more than ${limits.files}`);
  if (total > limits.total) throw refused(`its files have ${total} bytes together, more than ${limits.total}`);
  return files;
}

function read(text: string): FileEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refused(`its ${MANIFEST} is not JSON`);
  }
  const format = z.object({ format: z.unknown() }).safeParse(value);
  if (format.success && format.data.format !== ARCHIVE_FORMAT) {
    throw refused(`it has format ${JSON.stringify(format.data.format)}, this version reads format ${ARCHIVE_FORMAT}`);
  }
  const result = manifest.safeParse(value);
  if (result.success) return result.data.files;
  const [issue] = result.error.issues;
  throw refused(`its ${MANIFEST} is not valid at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? '?'}`);
}

/** The fault of an archive that must not be unpacked. */
export function refused(why: string): Fault {
  return new Fault({
    what: 'The archive was refused, and nothing was unpacked.',
    why: `Why: ${why}.`,
    fix: 'Use an archive that "npm run recordings -- pack" made, from somebody you trust.',
  });
}
