/** What a rename changes in spec files, and what it must leave to a person. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageFault } from '../../../errors/fault.ts';
import { nameOf, pathsIn, type NamePath } from './names.ts';
import { formattedAs } from './project-files.ts';
import { literalsOf, withImportsFrom, withTitle } from './spec-text.ts';
import type { FileChange } from './transaction.ts';

export interface SpecChanges {
  files: FileChange[];
  byHand: string[];
}

/**
 * A spec file that was changed before the command is left as it is.
 * @param project the folder that holds `e2e/`
 * @param old of a test, a describe, or of a spec file alone
 * @param known the full names of all tests before
 * @throws {UsageFault} when a spec file is to be moved to where there is one
 */
export async function specChanges(
  project: string,
  old: NamePath,
  path: NamePath,
  known: readonly string[],
): Promise<SpecChanges> {
  if (old.length === 1) return movedFile(project, `e2e/${nameOf(old)}`, `e2e/${nameOf(path)}`);
  const [file, title, newTitle] = [`e2e/${old[0]}`, old.at(-1) ?? '', path.at(-1) ?? ''];
  const text = textOf(project, file);
  if (nameOf(old.slice(0, -1)) !== nameOf(path.slice(0, -1))) {
    const isThere = literalsOf(textOf(project, `e2e/${path[0]}`) ?? '', newTitle) > 0;
    return isThere ? nothing() : byHand(`${file}: move "${title}" to "${nameOf(path)}".`);
  }
  if (text === undefined) return byHand(`${file}: there is no such file.`);
  const others = pathsIn(known).filter((each) => each[0] === old[0] && each.at(-1) === title).length - 1;
  if (others > 0)
    return byHand(`${file}: "${title}" is the title of ${others + 1} tests; change one to "${newTitle}".`);
  const changed = withTitle(text, title, newTitle);
  if ('text' in changed) {
    const formatted = await formattedAs(text, changed.text, join(project, file));
    return { files: [{ from: file, to: file, text: formatted }], byHand: [] };
  }
  if (changed.found === 0 && literalsOf(text, newTitle) > 0) return nothing();
  const why = changed.found === 0 ? 'is put together there' : `stands there ${changed.found} times`;
  return byHand(`${file}: "${title}" ${why}; change it to "${newTitle}".`);
}

async function movedFile(project: string, from: string, to: string): Promise<SpecChanges> {
  const text = textOf(project, from);
  if (text === undefined) return existsSync(join(project, to)) ? nothing() : byHand(`${to}: there is no such file.`);
  if (existsSync(join(project, to))) throw new UsageFault(`${to} exists already. Nothing was changed.`);
  const moved = await formattedAs(text, withImportsFrom(text, from, to), join(project, from));
  const paths = text.includes('import.meta') ? [`${to}: see whether its paths by import.meta still lead there.`] : [];
  return { files: [{ from, to, text: moved }], byHand: paths };
}

function textOf(project: string, file: string): string | undefined {
  return existsSync(join(project, file)) ? readFileSync(join(project, file), 'utf8') : undefined;
}

const nothing = (): SpecChanges => ({ files: [], byHand: [] });
const byHand = (sentence: string): SpecChanges => ({ files: [], byHand: [sentence] });
