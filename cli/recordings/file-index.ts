/**
 * What is known of recording files as long as they stay as they are: outlines, and what is wrong in them. Looking into
 * thousands of files takes seconds, asking for their times does not. In the cache folder, one file per recordings folder.
 */
import { createHash } from 'node:crypto';
import { globSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { packageFolder } from '../../folders/folders.ts';
import { writeAtomically } from '../../replay/files/store.ts';
import { cacheFolder } from '../../stack/process/cache.ts';
import { findingKinds, type Finding, type FindingKind } from './finding.ts';
import { outline, type Outline, type RecordingFile } from './recording-file.ts';

const kinds = new Set<string>(findingKinds.map(([kind]) => kind));
const finding = z.object({
  kind: z.custom<FindingKind>((kind) => typeof kind === 'string' && kinds.has(kind)),
  where: z.string(),
  what: z.string(),
  fix: z.string(),
});
const entry = z.object({ state: z.string(), outline: outline.optional(), findings: z.array(finding) });
const index = z.object({ rules: z.string(), files: z.record(z.string(), entry) });
type Entry = z.infer<typeof entry>;

/** A file this young can be written again within the same tick of the clock of its file system. */
const YOUNG_MILLISECONDS = 2_000;

export class FileIndex {
  readonly #folder: string;
  readonly #file: string;
  readonly #rules: string;
  readonly #known: Map<string, Entry>;
  readonly #now: () => number;
  #changed = false;

  private constructor(folder: string, file: string, rules: string, known: Map<string, Entry>, now: () => number) {
    this.#folder = folder;
    this.#file = file;
    this.#rules = rules;
    this.#known = known;
    this.#now = now;
  }

  /** @param folder the recordings folder, absolute */
  static async open(folder: string, cache = cacheFolder(process.env), now = Date.now): Promise<FileIndex> {
    const file = join(cache, 'recordings', `${digest(folder).slice(0, 16)}.json`);
    const rules = rulesOfThisCode();
    const read = await readFile(file, 'utf8')
      .then((text) => index.safeParse(JSON.parse(text)))
      .catch(() => undefined);
    const files = read?.data?.rules === rules ? Object.entries(read.data.files) : [];
    return new FileIndex(folder, file, rules, new Map(files), now);
  }

  /**
   * What is wrong in a file by itself, found out anew where the file changed; the file knows its outline then.
   * @param look finds it out
   */
  findings(file: RecordingFile<unknown>, look: () => Finding[]): Finding[] {
    const found = this.#stateOf(file.path);
    const known = this.#known.get(file.path);
    if (known !== undefined && known.state === found?.state) {
      file.recall(known.outline);
      return known.findings;
    }
    const findings = look();
    this.#changed = true;
    this.#known.delete(file.path);
    if (found !== undefined && this.#now() - found.changedAt > YOUNG_MILLISECONDS) {
      this.#known.set(file.path, { state: found.state, findings, ...outlineOf(file.outline) });
    }
    return findings;
  }

  /** Tells a file its outline, where it is known. */
  recall(file: RecordingFile<unknown>): void {
    const known = this.#known.get(file.path);
    if (known !== undefined && known.state === this.#stateOf(file.path)?.state) file.recall(known.outline);
  }

  #stateOf(path: string): { state: string; changedAt: number } | undefined {
    const found = statSync(join(this.#folder, path), { bigint: true, throwIfNoEntry: false });
    if (found === undefined) return undefined;
    return { state: `${found.ino} ${found.size} ${found.ctimeNs}`, changedAt: Number(found.ctimeMs) };
  }

  /** Writes what was found out. What cannot be kept is found out again next time. */
  async keep(): Promise<void> {
    if (!this.#changed) return;
    const files = [...this.#known].filter(([path]) => statSync(join(this.#folder, path), { throwIfNoEntry: false }));
    const text = JSON.stringify({ rules: this.#rules, files: Object.fromEntries(files) });
    await writeAtomically(this.#file, text).catch(() => undefined);
  }
}

/** Which client calls there were is of no interest, but how many. */
function outlineOf(outline: Outline | undefined): { outline?: Outline } {
  return outline === undefined ? {} : { outline: { ...outline, calls: outline.calls.map(() => 0) } };
}

/** Another version of the code may find something else. */
function rulesOfThisCode(): string {
  const files = globSync(
    ['replay/{matching,recording,secrets}/*.{ts,js}', 'cli/recordings/*.{ts,js}', 'package.json'],
    {
      cwd: packageFolder,
    },
  );
  const states = files.sort().map((path) => {
    const { size, mtimeMs } = statSync(join(packageFolder, path));
    return `${path} ${size} ${mtimeMs}`;
  });
  return digest(states.join('\n'));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
