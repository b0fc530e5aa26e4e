/** Reads and writes the broken relations that are known of a line. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { Fault, messageOf } from '../../errors/fault.ts';
import { parseYaml } from '../../errors/yaml.ts';
import { KnownRelations } from '../relations/known.ts';

/** Where a folder of setups has, or would have, the known ones of a line. */
export function relationsFileIn(folder: string, line: string): string {
  return join(folder, 'relations', `${line}.yaml`);
}

/** The files of a line that there are: a project's own come on top of those that the package ships. */
export function relationsFilesOf(setups: readonly string[], line: string): string[] {
  return setups.map((folder) => relationsFileIn(folder, line)).filter((file) => existsSync(file));
}

/** @throws {Fault} that names the file and the fields to correct */
export function readRelations(file: string): KnownRelations {
  try {
    return KnownRelations.parse(parseYaml(readFileSync(file, 'utf8'), file));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new Fault({
      what: `${file} is no list of known relations.`,
      why,
      fix: 'Correct it, or restore it with git.',
    });
  }
}

/** The text of a file, as this project's formatter leaves it. */
export function relationsText(line: string, known: KnownRelations): string {
  const head =
    `# Where answers of ${line} do not agree with each other or with their requests, as "npm run relations -- write" found\n` +
    '# it in its recordings. Sources, and what each relation is: docs/reference/relations.md.\n';
  return head + stringify(known, { lineWidth: 0, singleQuote: true });
}
