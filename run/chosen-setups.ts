/** Which setups a command line chooses: Playwright's own `--project`, read before Playwright does. */
import { UsageFault } from '../errors/fault.ts';
import { didYouMean } from './words.ts';

/**
 * What `--project` names on a command line of Playwright: names and patterns with `*`; undefined when it is not there.
 * As Playwright has it, `--project a b` names two, `--project=a b` one.
 * @param args without interpreter and script
 */
export function projectsIn(args: readonly string[]): string[] | undefined {
  const named: string[] = [];
  let reading = false;
  for (const arg of args) {
    if (arg === '--') break;
    const [, value] = /^--project=(.*)$/s.exec(arg) ?? [];
    if (value !== undefined) named.push(value);
    else if (reading && !arg.startsWith('-')) named.push(arg);
    reading = arg === '--project' || (reading && !arg.startsWith('-'));
  }
  return named.length === 0 ? undefined : named;
}

/**
 * The setups that these names and patterns choose, upper and lower case alike, in the order of `all`.
 * @throws {UsageFault} for a name or a pattern that is none's
 */
export function chosenOf<T extends { name: string }>(all: readonly T[], projects: readonly string[]): T[] {
  const tests = projects.map((project) => {
    const pattern = project.replace(/[\\^$.+?()[\]{}|]/g, String.raw`\$&`).replaceAll('*', '.*');
    return { project, matches: new RegExp(`^${pattern}$`, 'i') };
  });
  const names = all.map(({ name }) => name);
  const unknown = tests.find(({ matches }) => !names.some((name) => matches.test(name)));
  if (unknown !== undefined) {
    throw new UsageFault({
      what: `There is no setup ${unknown.project}.`,
      why: `--project names setups: ${names.join(', ')}.`,
      fix: `${didYouMean(unknown.project, names)}Give --project=<setup>, or leave it out for those that run by default.`,
    });
  }
  return all.filter(({ name }) => tests.some(({ matches }) => matches.test(name)));
}
