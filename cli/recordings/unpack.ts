import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageFault, Fault } from '../../errors/fault.ts';
import { readArchive } from './archive-reader.ts';
import { choiceOptions, recordingsFolder } from './choice.ts';
import { type Command } from './command.ts';
import { LIMITS } from './manifest.ts';
import { conflicts, installFiles } from './install-files.ts';
import { count, size } from '../screen.ts';

export const unpack: Command = {
  summary: 'takes recordings out of an archive that pack made',
  help: `npm run recordings -- unpack <file.tar.gz> [options]

Unpacks all recordings of the archive, or none. Refused are paths that are no place for a recording (absolute ones, "..",
other names), links, devices and folders, files that the manifest does not list, wrong checksums, files that are no
recordings, and too much: more than ${LIMITS.files.toLocaleString('en')} files, ${size(LIMITS.file)} in one, ${size(LIMITS.total)} in all.

  --force               replaces recordings that exist and say something else
  --recordings <folder> the recordings folder; the project's own without it
  --json                one JSON document instead of text`,
  async run(args, screen) {
    const options = {
      help: choiceOptions.help,
      json: choiceOptions.json,
      recordings: choiceOptions.recordings,
      force: { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [archive, ...rest] = positionals;
    if (archive === undefined || rest.length > 0) throw new UsageFault('Which archive? Give one file.');
    const folder = recordingsFolder(values);
    await mkdir(folder, { recursive: true });
    // Inside of the folder, and so on its file system: moving files out of it cannot stop half way through one.
    const staging = await mkdtemp(join(folder, '.unpack-'));
    try {
      const files = await readArchive(archive, LIMITS, async (path, bytes) => {
        await mkdir(dirname(join(staging, path)), { recursive: true });
        await writeFile(join(staging, path), bytes, { flag: 'wx' });
      });
      const paths = files.map(({ path }) => path);
      const other = values.force === true ? [] : await conflicts(staging, folder, paths);
      if (other.length > 0) {
        throw new Fault({
          what: `Nothing was unpacked: ${count(other.length, 'recording file')} of ${folder} would be replaced.`,
          fix: 'Give --force to replace them, or unpack into another folder with --recordings <folder>.',
          lines: other.slice(0, 10),
        });
      }
      await installFiles(staging, folder, paths);
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      if (values.json) screen.json({ folder, files });
      else screen.print(`${count(files.length, 'file')}, ${size(bytes)}, unpacked into ${folder}.`);
      return 0;
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  },
};
