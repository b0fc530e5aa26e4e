/** Suites: named sets of specs, as the files of `setups/suites/` state them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '../errors/fault.ts';
import { parseYaml } from '../errors/yaml.ts';
import { isCapability } from './capabilities.ts';

const entry = z.string().regex(/^[a-z][a-z0-9-]*(\/[a-z0-9.-]+)?$/, 'a folder below e2e/, or a file in one');

const Suite = z
  .strictObject({
    /** Folders or files below `e2e/`. */
    specs: z.array(entry).min(1).optional(),
    /** All folders but these. */
    except: z.array(entry).min(1).optional(),
    /** Tests of any folder that carry one of these tags, without `@`. */
    tags: z.array(z.string().min(1)).min(1).optional(),
    /** The setup it runs under when none is named; it need not exist here. */
    setup: z.string().min(1),
    /** What it would take to run it, said when it cannot run. */
    needs: z.string().min(1),
  })
  .refine(({ specs, except, tags }) => [specs, except, tags].filter((way) => way !== undefined).length === 1, {
    message: 'give exactly one of specs, except and tags',
  });

const Folder = z.union([
  z.strictObject({ specs: z.array(entry).min(1) }),
  z.strictObject({ needs: z.string().min(1) }),
]);

export type Suite = z.infer<typeof Suite>;

export interface Suites {
  suites: Record<string, Suite>;
  /** Folders of the reference's `tests/integration`. */
  folders: Record<string, z.infer<typeof Folder>>;
}

/** What a suite or folder comes down to: paths below `e2e/` (all when there are none), and tags of which a test needs one. */
export interface Selection {
  specs: string[];
  tags: string[];
}

const FOLDER = path.join(import.meta.dirname, 'suites');

/** @throws {Fault} that names the file and the fields that are wrong */
export function loadSuites(folder = FOLDER): Suites {
  return {
    suites: load(path.join(folder, 'suites.yaml'), z.record(z.string(), Suite)),
    folders: load(path.join(folder, 'folders.yaml'), z.record(z.string(), Folder)),
  };
}

function load<T>(file: string, schema: z.ZodType<T>): T {
  const { data, error } = schema.safeParse(parseYaml(readFileSync(file, 'utf8'), file));
  if (!error) return data;
  throw new Fault({
    what: `${file} does not state suites.`,
    fix: `Correct these fields:\n${z.prettifyError(error)}`,
  });
}

/** The folders of specs, by name. */
export function specFolders(e2e = path.join(import.meta.dirname, '..', 'e2e')): string[] {
  if (!existsSync(e2e)) return [];
  return readdirSync(e2e, { withFileTypes: true })
    .filter((found) => found.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/**
 * The specs of a suite; undefined when it has none here.
 * @param folders the spec folders that there are
 */
export function specsOf(suite: Suite, folders: readonly string[]): Selection | undefined {
  if (suite.tags) return suite.tags.every(isCapability) ? { specs: [], tags: suite.tags } : undefined;
  const { except } = suite;
  const specs = except
    ? folders.filter((folder) => !except.includes(folder))
    : (suite.specs ?? []).filter((spec) => folders.includes(folderOf(spec)));
  return specs.length === 0 ? undefined : { specs, tags: [] };
}

/** The specs of a folder, by the reference's name or by ours; or why there are none. */
export function specsOfFolder(
  name: string,
  { folders: known }: Suites,
  folders: readonly string[],
): Selection | { needs: string } | undefined {
  const folder = known[name];
  if (folder === undefined) return folders.includes(name) ? { specs: [name], tags: [] } : undefined;
  if ('needs' in folder) return folder;
  const specs = folder.specs.filter((spec) => folders.includes(folderOf(spec)));
  if (specs.length > 0) return { specs, tags: [] };
  return { needs: `specs in ${folder.specs.map((spec) => `e2e/${spec}`).join(' or ')}` };
}

function folderOf(spec: string): string {
  return spec.split('/')[0] ?? spec;
}
