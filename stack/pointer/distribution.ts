/** Distributions as data: each folder below `stack/distributions/` is one pinned way to run a stack. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Fault } from '../../errors/fault.ts';
import { parseYaml } from '../../errors/yaml.ts';
import { folders } from '../../folders/folders.ts';

const Mount = z.strictObject({
  /** Holds the provider's base URL at the gateway. The run config mounts a provider only where its variable is set. */
  variable: z.string(),
  path: z.string().startsWith('/'),
  /** Whether only a run that uses the provider mounts it: its start-up may not be recorded. */
  optional: z.boolean().default(false),
  /** What else the stack must have in its environment for this provider, such as a dummy of its key. */
  environment: z.record(z.string(), z.string()).default({}),
  /** The provider's type; `remote::<name of the mount>` without it. */
  type: z.string().startsWith('remote::').optional(),
  /** The field of the provider's config that holds its base URL. */
  setting: z.string().default('base_url'),
});

const DistributionFile = z.strictObject({
  /** The name in a pointer: `ogx`, also `ogx@1.5.0`. */
  name: z.string().regex(/^[a-z0-9-]+$/),
  /** The releases that share recordings: `ogx-1.5`. */
  line: z.string().regex(/^[A-Za-z0-9.-]+$/),
  package: z.string().min(1),
  version: z.string().min(1),
  /** The one that a run without a pointer gets. */
  default: z.boolean().default(false),
  /** Other names, each with a sentence that says what it stands for. */
  aliases: z.record(z.string(), z.string()).default({}),
  /** The setups that its line is recorded under. Recordings of another may be there, and then count; none is missed. */
  recorded: z.array(z.string()).min(1),
  /** Of the setups that are not recorded for all tests: the suites of `setups/suites/` whose specs they run here. */
  recordedSuites: z.record(z.string(), z.array(z.string()).min(1)).default({}),
  /** What to install; absent when the command needs no virtual environment. */
  python: z
    .strictObject({
      /** `major.minor`, those that the pins are known to install on. */
      supported: z.array(z.string().regex(/^3\.\d+$/)).min(1),
      /** The packages that carry the distribution's own version. */
      versioned: z.array(z.string()).min(1),
      /** What else is asked for, without pins: for a release of a line that has no distribution. */
      direct: z.array(z.string()).default([]),
    })
    .optional(),
  /** Program and arguments, with `{venv}`, `{config}`, `{port}`, `{distribution}`, `{state}`, `{node}` filled in. */
  command: z.array(z.string()).min(1),
  /** Arguments of it, and APIs of the run config, that came with a release: an older one is started without them. */
  since: z.record(z.string(), z.string()).default({}),
  /** The stack's environment, with the same placeholders and `{tokenizer}`, `{gateway}` (its URL), `{ca}` (its authority). */
  environment: z.record(z.string(), z.string()),
  /** Variables of the caller that the stack gets as they are, where they are set; all others stay outside. */
  inherits: z.array(z.string()).default([]),
  /** Mounts of the gateway, by the name of the provider. */
  mounts: z.record(z.string(), Mount),
  /** What needs what: an API, or one provider of it as `api=provider`, → APIs that must be there as well. */
  depends: z.record(z.string(), z.array(z.string()).min(1)).default({}),
  /**
   * Whether the gateway closes each connection after its answer. For a stack that makes a client for each call and leaves
   * its open connections to the garbage collector.
   */
  closesConnections: z.boolean().default(false),
  /** Remote provider types without a mount: what they call needs none. */
  mountless: z.array(z.string()).default([]),
  ready: z.strictObject({
    /** Answers 200 when the stack serves. */
    path: z.string().startsWith('/'),
    /** Must also be in the log: proof that the one who answers at the port is this process. */
    text: z.string().optional(),
    /** Limit for the whole start. */
    seconds: z.number().positive(),
    /**
     * Paths that are requested once, one after the other, before the stack counts as ready. For a stack that makes a
     * table at the first request for it, and fails others that come meanwhile. Whatever it answers is taken.
     */
    first: z.array(z.string().startsWith('/')).default([]),
  }),
  /**
   * What a person can fix when it ends while starting, by a part of its log; the first that is found is told. A variable
   * of its environment is written as in a run config, with the value that is taken without it.
   */
  failures: z.array(z.strictObject({ log: z.string(), why: z.string(), fix: z.string() })).default([]),
  workers: z.strictObject({ default: z.number().int().positive(), maximum: z.number().int().positive() }),
  /** Whether it reads the `cl100k_base` file when it starts. */
  tokenizer: z.boolean().default(false),
});

/** A distribution, and the folder (absolute) that holds its `requirements.txt` and `run.yaml`. */
export type Distribution = z.infer<typeof DistributionFile> & {
  folder: string;
  /** That folder, and after it those of the distributions that it extends, where files are looked for that it has not. */
  folders: readonly string[];
};

/** The file of a distribution, absolute: its own, or that of what it extends. */
export function distributionFile(
  { folder, folders: all }: Pick<Distribution, 'folder' | 'folders'>,
  name: string,
): string {
  return all.map((each) => join(each, name)).find((file) => existsSync(file)) ?? join(folder, name);
}

/** The mounts of a launch: all that are not optional, and the wanted ones of those that are. */
export function mountsOf(
  { mounts }: Pick<Distribution, 'mounts'>,
  wanted: readonly string[] = [],
): Distribution['mounts'] {
  return Object.fromEntries(
    Object.entries(mounts).filter(([name, { optional }]) => !optional || wanted.includes(name)),
  );
}

/**
 * Reads all distributions, the default one first; without a folder those of the project, and then the package's own.
 * @throws {Fault} that names the file and the field
 */
export function loadDistributions(folder?: string): Distribution[] {
  const places = folder === undefined ? folders().distributions : [folder];
  const found = places.flatMap((place) =>
    readdirSync(place)
      .map((entry) => join(place, entry))
      .filter((entry) => existsSync(join(entry, 'distribution.yaml')))
      .sort(),
  );
  return found.map((entry) => loadDistribution(entry, found)).sort((a, b) => Number(b.default) - Number(a.default));
}

const Extending = z.looseObject({ extends: z.string() });

const Fields = z.record(z.string(), z.unknown());

/** Fields of `own` in place of those below; where both are objects (`mounts`, `environment`, …), those of the two together. */
function over(below: Record<string, unknown>, own: Record<string, unknown>): Record<string, unknown> {
  const together = Object.entries(own).map(([name, value]): [string, unknown] => {
    const both = z.tuple([Fields, Fields]).safeParse([below[name], value]);
    return [name, both.success ? { ...both.data[0], ...both.data[1] } : value];
  });
  return { ...below, ...Object.fromEntries<unknown>(together) };
}

/** What a distribution states, over what the one states that it extends, by the name of that one's folder. */
function stated(folder: string, others: readonly string[]): { data: unknown; folders: string[] } {
  const file = join(folder, 'distribution.yaml');
  const data: unknown = parseYaml(readFileSync(file, 'utf8'), file);
  const extending = Extending.safeParse(data);
  if (!extending.success) return { data, folders: [folder] };
  const { extends: name, ...own } = extending.data;
  const base = others.find((other) => other !== folder && basename(other) === name);
  if (base === undefined) {
    throw new Fault({
      what: `${file} extends "${name}", and there is no such distribution.`,
      fix: `Name one of ${others
        .filter((other) => other !== folder)
        .map((other) => basename(other))
        .join(', ')}.`,
    });
  }
  const below = stated(
    base,
    others.filter((other) => other !== folder),
  );
  // Another name, line or place in the order is what it is made for; what it says of these is not taken over.
  const { default: _, aliases: __, ...inherited } = z.looseObject({}).parse(below.data);
  return { data: over(inherited, own), folders: [folder, ...below.folders] };
}

function loadDistribution(folder: string, others: readonly string[]): Distribution {
  const file = join(folder, 'distribution.yaml');
  const { data, folders: all } = stated(folder, others);
  const parsed = DistributionFile.safeParse(data);
  if (parsed.success) return { ...parsed.data, folder, folders: all };
  throw new Fault({
    what: `${file} does not describe a distribution.`,
    why: z.prettifyError(parsed.error),
    fix: 'Correct the fields named above; stack/pointer/distribution.ts lists them all.',
  });
}
