/** Reads and writes what is known of a line. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { Fault, messageOf } from '../../errors/fault.ts';
import { KnownFile } from '../known.ts';

/** Where a folder of setups has, or would have, the known findings of a line. */
export function knownFileIn(folder: string, line: string): string {
  return join(folder, 'contracts', `${line}.yaml`);
}

/** The files of a line that there are: a project's own findings come on top of those that the package ships. */
export function knownFilesOf(setups: readonly string[], line: string): string[] {
  return setups.map((folder) => knownFileIn(folder, line)).filter((file) => existsSync(file));
}

/** @throws {Fault} that names the file and the fields to correct */
export function readKnown(file: string): KnownFile {
  try {
    return KnownFile.parse(parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new Fault({ what: `${file} is no list of known findings.`, why, fix: 'Correct it, or restore it with git.' });
  }
}

/** The text of a file, as this project's formatter leaves it. */
export function knownText(line: string, known: KnownFile): string {
  const head =
    `# Where answers of ${line} break what is published of them, or do not agree with each other, as "npm run contracts -- write"\n` +
    '# found it in its recordings: docs/reference/contracts.md. `says` is the source: a type of the SDK, or a schema of the\n' +
    '# document, and its member; or the relation.\n';
  return head + stringify(known, { lineWidth: 0, singleQuote: true });
}
