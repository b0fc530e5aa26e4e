/** Provider setups and providers, as the files below `setups/` state them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Fault } from '../errors/fault.ts';
import { parseYaml } from '../errors/yaml.ts';
import { nearest } from '../errors/nearest.ts';
import { folders, isOutside } from '../folders/folders.ts';
import { isCapability, type Capability, CAPABILITIES } from './capabilities.ts';
import { Placeholder, environment, name, needs } from './fields.ts';
import { Gap, LineGap } from './gaps.ts';
import { LikeFile } from './like.ts';

const model = z.strictObject({ id: z.string().regex(/^[a-z][a-z0-9-]*\/./, 'a model is `<provider>/<model>`') });

const capability = z.string().transform((word, context): Capability => {
  if (isCapability(word)) return word;
  context.addIssue(`no capability "${word}" is known; the known ones are ${Object.keys(CAPABILITIES).join(', ')}`);
  return z.NEVER;
});

/** `setups/lines/<line>.yaml`: what a line of releases does not have, and what it gets wrong, under every setup. */
const LineFile = z.strictObject({
  /** The line that it is made of, whose lacks and gaps it has as well. */
  extends: z.string().optional(),
  lacks: z.array(capability).default([]),
  gaps: z.array(LineGap).default([]),
});

const SetupFile = z
  .strictObject({
    /** Where answers of providers come from: recordings, or nowhere, since no provider takes part and each call is a miss. */
    answers: z.enum(['recorded', 'none']).default('recorded'),
    provider: name,
    /** Every provider that calls of this setup reach; with `answers: none`, that its stack has. */
    providers: z.array(name).min(1),
    models: z.strictObject({
      text: model,
      embedding: model.extend({ dimension: z.int().positive() }),
      vision: model.optional(),
      safety: model.optional(),
      rerank: model.optional(),
    }),
    capabilities: z.array(capability),
    gaps: z.array(Gap).default([]),
    /** What a client bakes into its prompts, and is another in each run: a date, a folder. It takes no part in matching. */
    placeholders: z.array(Placeholder).optional(),
    /** Whether a run without `--project` includes the setup. */
    default: z.boolean().default(true),
    /** Whether tests that are the same whichever provider is asked run here; under every other setup they do not. */
    anyProvider: z.boolean().default(false),
    /** Whether tests on a stack of their own run here, and no others; under every other setup they do not. */
    ownStack: z.boolean().default(false),
    /** It is for tests that need one of these only, and runs no others; it runs all without them. */
    only: z.array(capability).min(1).optional(),
    environment,
    needs: needs.optional(),
  })
  .superRefine((setup, context) => {
    const { provider, providers, models } = setup;
    const refuse = (at: string[], message: string) => context.addIssue({ code: 'custom', path: at, message });
    if (!setup.default && setup.needs === undefined)
      refuse(['needs'], 'a setup that is off by default says what it needs');
    if (!providers.includes(provider)) refuse(['providers'], `"${provider}" is missing`);
    for (const [role, of] of Object.entries(models)) {
      const prefix = of?.id.split('/')[0] ?? '';
      if (of !== undefined && !providers.includes(prefix))
        refuse(['models', role, 'id'], `"${prefix}" is not among the providers`);
    }
  });

const keyVariable = { variable: z.string().min(1), optional: z.boolean().default(false) };

const ProviderFile = z.strictObject({
  /** The host that a stack calls which has no setting for it; it is reached through the gateway as a proxy. */
  host: z
    .string()
    .regex(/^[a-z0-9.-]+$/, 'a host is a name without scheme, port and path')
    .optional(),
  /**
   * Where the server is: the variable that says so, and the address without it, which a service that gives each customer
   * an own one does not have. A root; a trailing `/v1` is accepted.
   */
  url: z.strictObject({ variable: z.string().min(1), default: z.url().optional() }),
  key: z.union(
    [
      z.strictObject({
        ...keyVariable,
        /** The request header that carries the key, in lower case, and the word before the key in it. */
        header: z.string().lowercase(),
        scheme: z.string().optional(),
        /** Another header that carries it in some calls, likewise. */
        or: z.strictObject({ header: z.string().lowercase(), scheme: z.string().optional() }).optional(),
      }),
      /** The field of the JSON body that carries the key. */
      z.strictObject({ ...keyVariable, body: z.string().min(1) }),
    ],
    { error: 'a key has a `variable`, and either a `header` (with a `scheme` or none) or a field of the `body`' },
  ),
  /** Headers of a request that change its answer: they are recorded, and take part in matching. */
  headers: z.array(z.string().lowercase()).optional(),
  /** How the server is asked for its version: a path, and the field of the JSON answer. */
  version: z.strictObject({ path: z.string().startsWith('/'), field: z.string().min(1) }).optional(),
  /** What an answer from the default address is. */
  source: z.enum(['provider', 'local model']),
  /** The server's name for people. */
  server: z.string().min(1),
  /** The command that brings the server up on this machine, or what stands in for it. */
  start: z.string().min(1).optional(),
});

/** What only a setup that is like another says. */
type OfItsStack = Pick<
  z.infer<typeof LikeFile>,
  'stack' | 'stores' | 'vectors' | 'files' | 'server' | 'broken' | 'python' | 'leavesOut'
>;

export interface Setup extends z.infer<typeof SetupFile>, Partial<OfItsStack> {
  name: string;
  /** The setup whose recordings its tests replay: itself, or the one that it is like. */
  recordings: string;
  /** What a line of releases does not have, whatever the setup. */
  lacking: readonly { line: string; capability: Capability }[];
}
export type Provider = z.infer<typeof ProviderFile> & { name: string };

/** One folder, or several of which an earlier one counts where two have a file of a name. */
type Places = string | readonly string[];

const providerFolders = () => folders().setups.map((folder) => path.join(folder, 'providers'));

/**
 * The setup of `setups/<name>.yaml`. Its gaps are its own, and after them those of the lines in `setups/lines/`, which also
 * say what a line lacks.
 * @param lines the lines whose gaps and lacks it is to have, where there are such files: they are many times as long as a
 * setup, and a run needs those of one line, or of none; all lines without it
 * @throws {Fault} that names the file and the field, or lists the setups that there are
 */
export function loadSetup(name: string, folder: Places = folders().setups, lines?: readonly string[]): Setup {
  return setupFile(name, folder, linesIn(folder, lines));
}

/** All setups, by name. As `loadSetup`. */
export function loadSetups(folder: Places = folders().setups, lines?: readonly string[]): Setup[] {
  const read = linesIn(folder, lines);
  return namesIn(folder).map((name) => setupFile(name, folder, read));
}

function setupFile(name: string, folder: Places, lines: Lines): Setup {
  const { passes, ...setup } = stated(name, folder);
  const ofLines = lines.flatMap(({ line, gaps }) => gaps.map((gap) => ({ ...gap, line })));
  return {
    name,
    ...setup,
    gaps: [...setup.gaps, ...ofLines.filter(({ test }) => !passes.includes(test))],
    lacking: lines.flatMap(({ line, lacks }) => lacks.map((capability) => ({ line, capability }))),
  };
}

function stated(name: string, folder: Places): Omit<Setup, 'name' | 'lacking'> & { passes: readonly string[] } {
  const file = load<z.infer<typeof SetupFile> | z.infer<typeof LikeFile>>(folder, name, 'setup', (data) =>
    isLike(data) ? LikeFile : SetupFile,
  );
  if (!('like' in file)) return { ...file, recordings: name, passes: [] };
  const { like, gaps, passes, ...own } = file;
  if (!namesIn(folder).includes(like)) {
    throw new Fault({
      what: `${fileOf(folder, name)} is like "${like}", and there is no such setup.`,
      fix: 'Correct `like`.',
    });
  }
  const other = load(folder, like, 'setup', () => SetupFile);
  const settled = [...passes, ...gaps.map(({ test }) => test)];
  const kept = other.gaps.filter(({ test }) => !settled.includes(test));
  return { ...other, ...own, gaps: [...kept, ...gaps], passes: settled, recordings: like };
}

const isLike = (data: unknown) => typeof data === 'object' && data !== null && 'like' in data;

/** The providers that tests under these setups may ask, each once. */
export function askedProviders(setups: readonly Pick<Setup, 'answers' | 'providers'>[]): string[] {
  return [...new Set(setups.flatMap(({ answers, providers }) => (answers === 'none' ? [] : providers)))];
}

/**
 * The provider of `setups/providers/<name>.yaml`.
 * @throws as `loadSetup` does.
 */
export function loadProvider(name: string, folder: Places = providerFolders()): Provider {
  const { start, ...provider } = load(folder, name, 'provider', () => ProviderFile);
  // The stand-ins that our own repository starts are not shipped.
  const ours = isOutside() && start?.startsWith('npm run providers');
  return { name, ...provider, ...(start === undefined || ours ? {} : { start }) };
}

/** All providers, by name. */
export function loadProviders(folder: Places = providerFolders()): Provider[] {
  return namesIn(folder).map((name) => loadProvider(name, folder));
}

type Lines = ({ line: string } & z.infer<typeof LineFile>)[];

/** What folders say of a line adds up. */
function linesIn(setups: Places, wanted?: readonly string[]): Lines {
  const places = [setups].flat().map((each) => path.join(each, 'lines'));
  return namesIn(places)
    .filter((line) => wanted?.includes(line) ?? true)
    .flatMap((line) => lineIn(places, line).map((each) => ({ ...each, line })));
}

/** What is said of a line, and of the one that it extends. */
function lineIn(places: readonly string[], line: string): z.infer<typeof LineFile>[] {
  return places
    .filter((folder) => namesIn(folder).includes(line))
    .map((folder) => load(folder, line, 'line', () => LineFile))
    .flatMap((file) => (file.extends === undefined ? [file] : [file, ...lineIn(places, file.extends)]));
}

function namesIn(places: Places): string[] {
  const names = [places].flat().flatMap((folder) => {
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => path.basename(file, '.yaml'));
  });
  return [...new Set(names)].sort();
}

function fileOf(places: Places, name: string): string {
  const files = [places].flat().map((folder) => path.join(folder, `${name}.yaml`));
  return files.find((file) => existsSync(file)) ?? files[0] ?? `${name}.yaml`;
}

/** @param schemaOf the form of a file, by what is in it */
function load<T>(folder: Places, name: string, what: string, schemaOf: (data: unknown) => z.ZodType<T>): T {
  const names = namesIn(folder);
  if (!names.includes(name)) {
    const near = nearest(name, names);
    throw new Fault({
      what: `There is no ${what} "${name}".`,
      why: `A ${what} is a file of ${[folder].flat().join(' or ')}, which has ${names.join(', ')}.`,
      fix: `${near === undefined ? '' : `Did you mean ${near}? `}Give one of these, or add the file.`,
    });
  }
  const file = fileOf(folder, name);
  const content = parseYaml(readFileSync(file, 'utf8'), file);
  const { data, error } = schemaOf(content).safeParse(content);
  if (!error) return data;
  const faults = error.issues.map((issue) => `  ${issue.path.join('.') || '(top level)'}: ${issue.message}`);
  throw new Fault({ what: `${file} is not a valid ${what}.`, fix: `Correct these fields:\n${faults.join('\n')}` });
}
