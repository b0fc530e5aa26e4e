/** Reads an untrusted archive of recordings: every file is checked before it is used. */
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { parseProviders, parseStack } from '../../replay/recording/format.ts';
import { Fault, messageOf } from '../../errors/fault.ts';
import { readManifest } from './external-manifest.ts';
import { entryOf, MANIFEST, parseManifest, refused, type FileEntry, type Limits } from './manifest.ts';
import { parseRecordingPath } from './recording-path.ts';

const PARSERS = { providers: parseProviders, stack: parseStack, manifest: readManifest };
/** A manifest may not be larger than this, in bytes. */
const LARGEST_MANIFEST = 16 * 1024 ** 2;
/** Header and padding of an entry, with room for a long name. */
const FRAME = 4 * 1024;

/**
 * Reads the archive through. Each file that passed all checks is given to `keep`, one after the other.
 * @throws {Fault} at the first thing that an archive of recordings cannot hold; discard what `keep` was given then
 */
export async function readArchive(
  file: string,
  limits: Limits,
  keep: (path: string, bytes: Buffer) => Promise<void>,
): Promise<FileEntry[]> {
  const reading = new Reading(limits);
  const parser = new Parser({ strict: true });
  const entries: Promise<void>[] = [];
  let last: Promise<void> = Promise.resolve();
  let keeping: Promise<void> = Promise.resolve();
  let fault: unknown;
  let ended = false;
  parser.on('eof', () => (ended = true));
  parser.on(
    'ignoredEntry',
    (entry: ReadEntry) => (fault ??= refused(`"${entry.path}" is of the unknown type ${entry.type}`)),
  );
  parser.on('entry', (entry: ReadEntry) => {
    if (fault !== undefined) return entry.resume();
    try {
      reading.admit(entry);
    } catch (error) {
      fault ??= error;
      return entry.resume();
    }
    const previous = last;
    const done = contentOf(entry).then(async (bytes) => {
      await previous;
      if (fault !== undefined) return;
      const path = reading.check(entry.path, bytes);
      if (path !== undefined) await (keeping = keep(path, bytes));
    });
    last = done.catch((error: unknown) => void (fault ??= error));
    entries.push(done);
  });
  const parsed = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve);
    parser.on('error', reject);
  });
  try {
    const feed = new Transform({
      transform(chunk: Buffer, _, callback) {
        // A parser that has failed says so itself; a fault of ours ends the reading at once.
        if (fault !== undefined) return callback(fault instanceof Error ? fault : new Error(messageOf(fault)));
        // What follows the end of the archive is counted, but not read.
        if (!ended) parser.write(chunk);
        callback();
      },
      flush(callback) {
        parser.end();
        callback();
      },
    });
    const most = limits.total + LARGEST_MANIFEST + limits.files * FRAME;
    await Promise.all([pipeline(createReadStream(file), createGunzip(), atMost(most), feed.resume()), parsed]);
    await Promise.all(entries);
  } catch (error) {
    fault ??= error;
    // Not for the entries: one that was cut off never ends.
    await keeping.catch(() => undefined);
    throw faultOf(fault, file);
  }
  if (fault !== undefined) throw faultOf(fault, file);
  return reading.complete();
}

function faultOf(error: unknown, file: string): Error {
  if (error instanceof Fault) return error;
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return new Fault({
      what: `There is no file ${file}.`,
      fix: 'Name an archive that "npm run recordings -- pack" made.',
    });
  }
  return refused(`it cannot be read as a .tar.gz (${messageOf(error)})`);
}

/** What has been seen of an archive so far. */
class Reading {
  readonly #limits: Limits;
  readonly #missing = new Map<string, FileEntry>();
  #files: FileEntry[] | undefined;
  #admitted = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Checks an entry's header, before a byte of it is read. */
  admit({ path, type, size }: ReadEntry): void {
    this.#admitted += 1;
    if (type !== 'File' && type !== 'OldFile') throw refused(`"${path}" is no plain file but of type ${type}`);
    if (this.#admitted === 1) {
      if (path !== MANIFEST) throw refused(`its first entry is "${path}", not ${MANIFEST}`);
      if (size > LARGEST_MANIFEST) throw refused(`its ${MANIFEST} has ${size} bytes, more than ${LARGEST_MANIFEST}`);
      return;
    }
    if (parseRecordingPath(path) === undefined) throw refused(`it holds "${path}", where no recording lies`);
    if (size > this.#limits.file) throw refused(`"${path}" has ${size} bytes, more than ${this.#limits.file}`);
    if (this.#admitted > this.#limits.files + 1) throw refused(`it holds more than ${this.#limits.files} files`);
  }

  /** Checks an entry's bytes. @returns the path of a recording; undefined for the manifest */
  check(path: string, bytes: Buffer): string | undefined {
    if (this.#files === undefined) {
      this.#files = parseManifest(bytes.toString('utf8'), this.#limits);
      for (const file of this.#files) this.#missing.set(file.path, file);
      return undefined;
    }
    const listed = this.#missing.get(path);
    if (listed === undefined) throw refused(`"${path}" is not in its ${MANIFEST}, or is there twice`);
    this.#missing.delete(path);
    const { bytes: length, sha256 } = entryOf(path, bytes);
    if (length !== listed.bytes || sha256 !== listed.sha256)
      throw refused(`"${path}" is not what its ${MANIFEST} says: the checksum is wrong`);
    const place = parseRecordingPath(path);
    const parse = place?.kind === 'test' ? PARSERS[place.file] : parseProviders;
    try {
      parse(bytes.toString('utf8'), path);
    } catch (error) {
      throw refused(messageOf(error).replace(/\.$/, ''));
    }
    return path;
  }

  complete(): FileEntry[] {
    if (this.#files === undefined) throw refused('it is empty');
    const [missing] = this.#missing.keys();
    if (missing !== undefined) throw refused(`"${missing}" is in its ${MANIFEST} but not in the archive`);
    return this.#files;
  }
}

async function contentOf(entry: ReadEntry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Passes bytes on, and fails when there are more: a small archive can unpack to any size. */
function atMost(limit: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, callback) {
      seen += chunk.length;
      if (seen > limit) callback(refused(`it unpacks to more than ${limit} bytes`));
      else callback(null, chunk);
    },
  });
}
