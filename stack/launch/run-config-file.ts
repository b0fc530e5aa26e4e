/** Run configs as files. One may state only how it differs from another beside it. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { Fault } from '../../errors/fault.ts';
import { parseYaml } from '../../errors/yaml.ts';

const Providers = z.record(z.string(), z.unknown());
const Derived = z.looseObject({ extends: z.string(), providers: Providers.optional() });
const Base = z.looseObject({ providers: Providers.optional() });

/**
 * The text of a run config. One that says `extends: run.yaml` is that file beside it, with its own fields in place of
 * those of the same name at the top level; of `providers`, its own APIs in place of those of the same name. Throws a Fault that names the file which is not there, or
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
  const below = Base.parse(parse(readRunConfig(join(dirname(file), base))));
  const providers = { ...below.providers, ...own.providers };
  return stringify({ ...below, ...own, ...(Object.keys(providers).length > 0 && { providers }) });
}
