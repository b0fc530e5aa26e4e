/** Is what is about to record also what CI replays? A recording of something else turns CI red, or is never replayed. */
import { relative } from 'node:path';
import type { RunSettings } from '../run/settings.ts';
import { DIMENSION_VARIABLE, modelVariables } from '../setups/overrides.ts';

type Recorder = Pick<RunSettings, 'stack' | 'distributions' | 'environment' | 'project'>;

/**
 * How this run differs from the ones that CI replays, a sentence each; none when it does not. CI replays the setups with
 * their own models on each distribution at its pinned version (scripts/github/matrix.ts).
 */
export function differencesFromCi(run: Recorder): string[] {
  return [...ofStack(run), ...ofModels(run)];
}

/** The setups of the run that CI does not replay on the run's line, a sentence each: they may be recorded all the same. */
export function notInCi({ setups, distribution }: Pick<RunSettings, 'setups' | 'distribution'>): string[] {
  if (distribution === undefined) return [];
  const { line, recorded, folder } = distribution;
  return setups
    .filter(({ recordings }) => !recorded.includes(recordings))
    .map(
      ({ name }) =>
        `CI does not replay setup ${name} on ${line}. If it is to: add it under \`recorded\` in ${folder}/distribution.yaml.`,
    );
}

function ofStack({ stack, distributions, project }: Recorder): string[] {
  const versions = distributions.map(({ package: name, version }) => `${name} ${version}`).join(', ');
  if (stack.kind === 'url') {
    return [`The stack at ${stack.url} is not started here: it may be any version. CI replays ${versions}.`];
  }
  if (stack.kind === 'recorded') return [];
  const { line, version, config, providers } = stack.target;
  if (config !== undefined)
    return [`The run config is ${relative(project, config)}. CI replays the distributions' own.`];
  if (providers !== undefined) {
    return [`The run config has chosen providers only. CI replays the distributions with all of theirs.`];
  }
  const known = distributions.find((each) => each.line === line);
  if (known?.version === version) return [];
  return known
    ? [`The version is ${version}. CI replays ${known.package} ${known.version} on these recordings.`]
    : [`The line is ${line}, which CI does not replay. It replays ${versions}.`];
}

function ofModels({ environment }: Recorder): string[] {
  return [...Object.keys(modelVariables), DIMENSION_VARIABLE]
    .filter((variable) => environment[variable])
    .map((variable) => `${variable} is ${environment[variable]}. CI replays the setup's own model.`);
}
