/** Many renames at once: a YAML list of `{ from: <full name>, to: <full name> }`. */
import { parse } from 'yaml';
import { z } from 'zod';
import { Fault, messageOf } from '../../../errors/fault.ts';
import { isFullName, type Renames } from './names.ts';

const fullName = z.string().refine(isFullName, 'a test is `<spec file below e2e/> › <describe> › <title>`');
const RenameMap = z.array(z.strictObject({ from: fullName, to: fullName })).min(1);

/**
 * @returns without the entries that change nothing
 * @throws {Fault} when the text is no such list, or names a test twice
 */
export function parseRenameMap(text: string, file: string): Renames {
  const entries = readEntries(text, file);
  const twice = (['from', 'to'] as const).flatMap((side) =>
    [...Map.groupBy(entries, (entry) => entry[side])]
      .filter(([, { length }]) => length > 1)
      .map(([name, { length }]) => `  ${side}: ${name} (${length} times)`),
  );
  if (twice.length > 0) {
    throw new Fault({
      what: `${file} names tests more than once. Nothing was changed.`,
      fix: `Correct these:\n${twice.join('\n')}`,
    });
  }
  return new Map(entries.filter(({ from, to }) => from !== to).map(({ from, to }) => [from, to]));
}

function readEntries(text: string, file: string): z.infer<typeof RenameMap> {
  try {
    const { data, error } = RenameMap.safeParse(parse(text));
    if (!error) return data;
    throw new Error(z.prettifyError(error));
  } catch (error) {
    throw new Fault({
      what: `${file} is no list of renames. Nothing was changed.`,
      why: messageOf(error),
      fix: 'Write it as "- { from: <full name>, to: <full name> }", one entry for each test.',
    });
  }
}
