/** From the reference's flags to a command of ours, without touching anything. */
import { type Mode, modes } from '../../replay/control/protocol.ts';
import { type Selection, specsOf, specsOfFolder, type Suites } from '../../setups/suites.ts';
import type { Flags } from './flags.ts';
import { functionsOf, grepOf, type ReferenceTest } from './reference.ts';
import type { Setup } from '../../setups/load.ts';
import { nearest } from '../../errors/nearest.ts';
import { unknownName } from './refusal.ts';
import { UsageFault } from '../../errors/fault.ts';

/** What there is to choose from. */
export interface Known {
  suites: Suites;
  /** Ours. */
  setups: readonly Pick<Setup, 'name' | 'answers' | 'stack' | 'only'>[];
  /** Folders below `e2e/`. */
  folders: readonly string[];
  referenceTests: readonly ReferenceTest[];
  /** The pointer that is meant by `--stack-config` under a setup that names a stack itself: with its run config. */
  pointerFor: (own: string, stackConfig: string) => string;
}

type KnownSetup = Known['setups'][number];

export interface Plan {
  /** Set on top of what the caller has. */
  environment: Record<string, string>;
  /** `playwright test …`, or `npm run record -- …` in the modes that record. */
  program: 'playwright' | 'record';
  arguments: string[];
  /** The setup, and the one with the tests in which no provider takes part. */
  projects: string[];
  /** What is selected, in words, for the error when nothing is. */
  selection: string;
  /** Whether the selection may be empty, so that it is worth a look before a stack is started. */
  doubtful: boolean;
}

const DEFAULT_SUITE = 'base';

/** @throws {UsageFault} when a name is not known, or what is asked for has no specs here */
export function planOf(flags: Flags, known: Known): Plan {
  const suite = flags.subdirs ? undefined : (flags.suite ?? DEFAULT_SUITE);
  const setup = setupOf(flags, suite, known);
  const projects = projectsOf(setup, known);
  const selected = flags.subdirs ? ofFolders(flags.subdirs, known) : ofSuite(suite ?? DEFAULT_SUITE, known);
  const { specs, grep } = narrowed(selected, flags.pattern, known);
  const mode = modeOf(flags.inferenceMode);
  const recording = mode === 'record' || mode === 'record-if-missing';
  const from = flags.subdirs ? `folders ${flags.subdirs.join(', ')}` : `suite ${suite}`;
  return {
    environment: {
      ...flags.environment,
      ...(flags.stackConfig === undefined || flags.collectOnly
        ? {}
        : { STACK_CONFIG: pointerOf(setup, flags.stackConfig, known) }),
      ...(flags.collectOnly ? {} : { INFERENCE_MODE: mode }),
      ...flags.models,
    },
    program: recording && !flags.collectOnly ? 'record' : 'playwright',
    arguments: [
      ...projects.map((name) => `--project=${name}`),
      ...specs.map((spec) => `e2e/${spec}`),
      ...(grep === undefined ? [] : ['-g', grep]),
      ...(recording && !flags.collectOnly && mode === 'record-if-missing' ? ['--missing'] : []),
      ...(recording && !flags.collectOnly && flags.anyway ? ['--anyway'] : []),
      ...(flags.collectOnly ? ['--list'] : []),
      ...flags.passedOn,
    ],
    projects,
    selection: `${from}, setup ${setup.name}${flags.pattern === undefined ? '' : `, pattern ${flags.pattern}`}`,
    doubtful: grep !== undefined,
  };
}

function setupOf(flags: Flags, suite: string | undefined, { suites, setups }: Known): KnownSetup {
  const names = setups.map((each) => each.name);
  const known = suite === undefined ? undefined : suites.suites[suite];
  if (suite !== undefined && known === undefined) throw unknownName('suite', suite, Object.keys(suites.suites));
  const name = flags.setup ?? known?.setup;
  if (name === undefined) throw new UsageFault(`--subdirs names no setup: give --setup, one of ${names.join(', ')}.`);
  const setup = setups.find((each) => each.name === name);
  if (setup !== undefined) return setup;
  if (flags.setup !== undefined) throw unknownName('setup', name, names);
  throw new UsageFault(
    `Suite ${suite} runs under setup ${name}, which is not here: it needs ${known?.needs}, and setups/${name}.yaml. ` +
      `Choose another with --setup: ${names.join(', ')}.`,
  );
}

/** A suite of the reference holds claims without a provider too: they run beside the setup, on the same stack. */
function projectsOf({ name, stack, only }: KnownSetup, { setups }: Known): string[] {
  const beside = setups.find((each) => each.answers === 'none' && each.stack === stack);
  return beside === undefined || beside.name === name || only !== undefined ? [name] : [name, beside.name];
}

function pointerOf({ stack }: KnownSetup, stackConfig: string, { pointerFor }: Known): string {
  return stack === undefined ? stackConfig : pointerFor(stack, stackConfig);
}

function ofSuite(name: string, { suites, folders }: Known): Selection {
  const suite = suites.suites[name];
  if (suite === undefined) throw unknownName('suite', name, Object.keys(suites.suites));
  const found = specsOf(suite, folders);
  if (found) return found;
  throw new UsageFault(`Suite ${name} has no specs here. It needs ${suite.needs}.`);
}

function ofFolders(names: readonly string[], { suites, folders }: Known): Selection {
  const found = names.map((name) => {
    const selection = specsOfFolder(name, suites, folders);
    if (selection === undefined) throw unknownName('folder', name, [...Object.keys(suites.folders), ...folders]);
    if ('needs' in selection) throw new UsageFault(`Folder ${name} has no specs here. It needs ${selection.needs}.`);
    return selection.specs;
  });
  if (found.length === 0) throw new UsageFault('--subdirs names no folder.');
  return { specs: [...new Set(found.flat())], tags: [] };
}

function narrowed(
  { specs, tags }: Selection,
  pattern: string | undefined,
  { referenceTests }: Known,
): { specs: string[]; grep?: string } {
  const tagged = tags.length === 0 ? '' : `(?=.*(${tags.map((tag) => `@${tag}`).join('|')})( |$))`;
  if (pattern === undefined) return tagged === '' ? { specs } : { specs, grep: tagged };
  const functions = functionsOf(pattern, referenceTests);
  if (functions === undefined) return { specs, grep: tagged === '' ? pattern : `${tagged}.*(${pattern})` };
  if (functions.length === 0) throw unknownFunction(pattern, referenceTests);
  const tests = [...new Set(functions.flatMap((each) => each.tests))];
  if (tests.length === 0) {
    const reasons = functions.map(({ file, name, none }) => `${file}::${name}: ${none}.`);
    throw new UsageFault(`No spec here carries the claim of ${pattern}.\n${reasons.join('\n')}`);
  }
  const within = tests.filter((test) => specs.length === 0 || specs.some((spec) => isIn(spec, test)));
  if (within.length === 0) {
    throw new UsageFault(
      `The specs that carry the claim of ${pattern} are not part of this suite or these folders. They are:\n` +
        tests.map((test) => `  e2e/${test}`).join('\n'),
    );
  }
  const files = [...new Set(within.map((test) => test.split(' › ')[0] ?? test))];
  return { specs: files, grep: tagged + (tagged === '' ? grepOf(within) : `.*(${grepOf(within)})`) };
}

function isIn(spec: string, test: string): boolean {
  return test.startsWith(`${spec}/`) || test.startsWith(`${spec} › `);
}

function unknownFunction(pattern: string, all: readonly ReferenceTest[]): UsageFault {
  const near = nearest(
    pattern,
    all.map(({ name }) => name),
  );
  return new UsageFault(
    `${pattern} looks like a test function of the reference, and docs/reference-tests.yaml knows none of that name.` +
      (near === undefined ? '' : ` Did you mean ${near}?`),
  );
}

function modeOf(word = 'replay'): Mode {
  const mode = modes.find((each) => each === word);
  if (mode) return mode;
  throw unknownName('inference mode', word, modes);
}
