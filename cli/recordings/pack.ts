import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { create } from 'tar';
import { keyInRecording } from '../../replay/secrets/key-shapes.ts';
import { UsageFault, Fault } from '../../errors/fault.ts';
import { CHOICE_HELP, choiceOf, choiceOptions, readChosen, recordingsFolder } from './choice.ts';
import { type Command } from './command.ts';
import { entryOf, LIMITS, MANIFEST, manifestText, parseManifest, type FileEntry } from './manifest.ts';
import { count, size } from '../screen.ts';
import type { Loaded } from './recording-file.ts';
import { filesOf, type Tree } from './tree.ts';

export const pack: Command = {
  summary: 'puts recordings into a .tar.gz with checksums',
  help: `npm run recordings -- pack <file.tar.gz> [pattern…] [options]

Packs the chosen recordings, all without a pattern, with a manifest of sizes and SHA-256 sums in front. Equal recordings give
an equal archive. A file that is no recording, or holds what looks like a key, stops it.

${CHOICE_HELP}`,
  async run(args, screen) {
    const { values, positionals } = parseArgs({ args, options: choiceOptions, allowPositionals: true });
    const [target, ...patterns] = positionals;
    if (target === undefined || !/\.(tar\.gz|tgz)$/.test(target)) {
      throw new UsageFault('Into which file? Its name comes first and ends in .tar.gz.');
    }
    const folder = recordingsFolder(values);
    const loaded = packable(await readChosen(folder, choiceOf(values, patterns)));
    const files = await archive(
      folder,
      loaded.map(({ path }) => path),
      resolve(target),
    );
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    if (values.json) screen.json({ archive: resolve(target), files });
    else screen.print(`${count(files.length, 'file')}, ${size(bytes)}, packed into ${target}.`);
    return 0;
  },
};

/** The files of a tree that may leave this machine. */
function packable({ tests, startups }: Tree): Loaded<unknown>[] {
  const files: Loaded<unknown>[] = [...startups.map(({ file }) => file), ...tests.flatMap(filesOf)];
  if (files.length === 0)
    throw new Fault({
      what: 'Nothing was packed: no recording was chosen.',
      fix: 'Look with "npm run recordings -- ls".',
    });
  const faults = files.flatMap(({ path, text, fault }) => {
    const key = keyInRecording(text);
    return [
      ...(fault === undefined ? [] : [fault]),
      ...(key === undefined ? [] : [`${path} holds what looks like a key: ${key}.`]),
    ];
  });
  if (faults.length > 0) {
    throw new Fault({ what: 'Nothing was packed.', fix: 'Fix these recordings, or leave them out.', lines: faults });
  }
  return files;
}

/** Writes the archive from copies, so that its sums are those of what is in it. */
async function archive(folder: string, paths: readonly string[], target: string): Promise<FileEntry[]> {
  const staging = await mkdtemp(join(tmpdir(), 'recordings-'));
  const unfinished = `${target}.${process.pid}.tmp`;
  try {
    const files: FileEntry[] = [];
    for (const path of [...paths].sort()) {
      const bytes = await readFile(join(folder, path));
      await mkdir(dirname(join(staging, path)), { recursive: true });
      await writeFile(join(staging, path), bytes, { mode: 0o644 });
      files.push(entryOf(path, bytes));
    }
    const manifest = manifestText(files);
    parseManifest(manifest, LIMITS);
    await writeFile(join(staging, MANIFEST), manifest, { mode: 0o644 });
    await mkdir(dirname(target), { recursive: true });
    const mtime = new Date('2000-01-01T00:00:00Z');
    await create({ gzip: true, portable: true, mtime, cwd: staging, file: unfinished }, [
      MANIFEST,
      ...files.map(({ path }) => path),
    ]);
    await rename(unfinished, target);
    return files;
  } finally {
    await rm(unfinished, { force: true });
    await rm(staging, { recursive: true, force: true });
  }
}
