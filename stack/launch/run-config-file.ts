/** Run configs as files. One may state only how it differs from another beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { Fault } from '../../errors/fault.ts';
import { parseYaml } from '../../errors/yaml.ts';

const Derived = z.looseObject({ extends: z.string() });

/**
 * The text of a run config. One that says `extends: run.yaml` is that file beside it, with its own fields in place of
 * those of the same name at the top level. Throws a Fault that names the file which is not there, or
 * is no YAML.
 * @param file absolute
 */
export function readRunConfig(file: string): string {
  if (!existsSync(file)) {
    throw new Fault({ what: `There is no run config ${file}.`, fix: 'Correct the path in the stack config pointer.' });
  }
  const text = readFileSync(file, 'utf8');
  const config = parseYaml(text, file);
  const derived = Derived.safeParse(config);
  if (!derived.success) return text;
  const { extends: base, ...own } = derived.data;
  const below = z.looseObject({}).parse(parse(readRunConfig(join(dirname(file), base))));
  return stringify({ ...below, ...own });
}
