import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** More texts than a project has; the oldest leave first. */
const MOST = 400;

/** What was made of texts, by the texts: within this process, and between processes where there is a file for it. */
export class KeptValues {
  readonly #file: string | undefined;
  /** Serialized, so that nobody changes what another is given. Undefined until somebody asks. */
  #kept: Map<string, Uint8Array> | undefined;
  #isNew = false;

  /** @param file written at the end of this process where it made something new; one that cannot be read is as none */
  constructor(file?: string) {
    this.#file = file;
    if (file !== undefined) process.once('exit', () => this.#write(file));
  }

  /** What `make` made of this text, now or before. A copy of its own for everybody who asks. */
  of(text: string, make: () => unknown): unknown {
    const kept = (this.#kept ??= read(this.#file));
    const digest = createHash('sha256').update(text).digest('base64');
    const before = kept.get(digest);
    if (before !== undefined) return deserialize(before);
    const made = make();
    kept.set(digest, serialize(made));
    this.#isNew = true;
    return made;
  }

  /** Whole or not at all; what others wrote meanwhile is kept. */
  #write(file: string): void {
    if (!this.#isNew || this.#kept === undefined) return;
    const all = [...read(file), ...this.#kept].slice(-MOST);
    writeWhole(file, serialize(new Map(all)));
  }
}

function read(file: string | undefined): Map<string, Uint8Array> {
  if (file === undefined) return new Map();
  try {
    const kept: unknown = deserialize(readFileSync(file));
    if (!(kept instanceof Map)) return new Map();
    return new Map([...kept].filter((each): each is [string, Uint8Array] => each[1] instanceof Uint8Array));
  } catch {
    // None yet, or one that another Node wrote.
    return new Map();
  }
}

/** The file is written whole or not at all: one that cannot be kept costs time, and nothing else. */
export function writeWhole(file: string, content: Uint8Array): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } catch {
    // A folder that cannot be written.
  }
}
