/** Is what is about to record also what CI replays? A recording of something else turns CI red, or is never replayed. */
import type { Distribution } from '../stack/pointer/distribution.ts';
import type { Pointer } from '../stack/pointer/pointer.ts';
import { DIMENSION_VARIABLE, modelVariables } from '../setups/overrides.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Recorder {
  pointer: Pointer;
  distributions: readonly Pick<Distribution, 'line' | 'package' | 'version'>[];
  environment: Environment;
}

/**
 * How this run differs from the ones that CI replays, a sentence each; none when it does not. CI replays the setups with
 * their own models on each distribution at its pinned version (scripts/github/matrix.ts).
 */
export function differencesFromCi({ pointer, distributions, environment }: Recorder): string[] {
  return [...ofStack(pointer, distributions), ...ofModels(environment)];
}

function ofStack(pointer: Pointer, distributions: Recorder['distributions']): string[] {
  const versions = distributions.map(({ package: name, version }) => `${name} ${version}`).join(', ');
  if (pointer.kind === 'url') {
    return [`The stack at ${pointer.url} is not started here: it may be any version. CI replays ${versions}.`];
  }
  if (pointer.kind !== 'server' && pointer.kind !== 'launch') return [];
  const { target } = pointer;
  if (target.kind === 'config') return [`The run config is ${target.path}. CI replays the distributions' own.`];
  if (target.kind === 'providers') {
    return [`The run config has chosen providers only. CI replays the distributions with all of theirs.`];
  }
  if (target.file !== undefined) return [`The run config is ${target.file}. CI replays the distributions' own.`];
  const known = distributions.find(({ line }) => line === target.line);
  if (known?.version === target.version) return [];
  return known
    ? [`The version is ${target.version}. CI replays ${known.package} ${known.version} on these recordings.`]
    : [`The line is ${target.line}, which CI does not replay. It replays ${versions}.`];
}

function ofModels(environment: Environment): string[] {
  return [...Object.keys(modelVariables), DIMENSION_VARIABLE]
    .filter((variable) => environment[variable])
    .map((variable) => `${variable} is ${environment[variable]}. CI replays the setup's own model.`);
}
