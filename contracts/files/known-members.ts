/** Reads and writes the members that all answers of a line have. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { Fault, messageOf } from '../../errors/fault.ts';
import { parseYaml } from '../../errors/yaml.ts';
import { Members } from '../members/members.ts';

/** Where a folder of setups has, or would have, the members of a line. */
export function membersFileIn(folder: string, line: string): string {
  return join(folder, 'members', `${line}.yaml`);
}

/** The file of a line: a project's own one stands for the one that the package ships. Undefined where there is none. */
export function membersFileOf(setups: readonly string[], line: string): string | undefined {
  return setups.map((folder) => membersFileIn(folder, line)).find((file) => existsSync(file));
}

/** @throws {Fault} that names the file and the fields to correct */
export function readMembers(file: string): Members {
  try {
    return Members.parse(parseYaml(readFileSync(file, 'utf8'), file));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new Fault({ what: `${file} is no list of members.`, why, fix: 'Correct it, or restore it with git.' });
  }
}

export function membersText(line: string, members: Members): string {
  const head =
    `# What every object of a kind has in the recorded answers of ${line}, as "npm run contracts -- write" found it:\n` +
    '# docs/reference/contracts.md. A kind is what an object says of itself, or where it stands.\n';
  const entries = Object.entries(members).map(([kind, { always, except }]) => {
    const lines = [`${stringify(kind).trimEnd()}:`, `  always: [${always.map(scalar).join(', ')}]`];
    const of = Object.entries(except ?? {}).map(
      ([member, specs]) => `    ${scalar(member)}: [${specs.map(scalar).join(', ')}]`,
    );
    return [...lines, ...(of.length > 0 ? ['  except:', ...of] : []), ''].join('\n');
  });
  return head + entries.join('');
}

function scalar(text: string): string {
  return stringify(text).trimEnd();
}
