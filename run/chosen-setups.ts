/** Which setups names and patterns choose, as Playwright's `--project` does with projects. */
import { UsageFault } from '../errors/fault.ts';
import { didYouMean } from './words.ts';

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
      why: `The setups are: ${names.join(', ')}.`,
      fix: `${didYouMean(unknown.project, names)}Name one of these.`,
    });
  }
  return all.filter(({ name }) => tests.some(({ matches }) => matches.test(name)));
}
