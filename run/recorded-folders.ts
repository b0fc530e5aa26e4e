/** Where a setup's tests are recorded for some suites only. */
import { Fault } from '../errors/fault.ts';
import { loadSuites, specFolders, specsOf, type Suites } from '../setups/suites.ts';
import type { Distribution } from '../stack/pointer/distribution.ts';

/**
 * The folders below `e2e/` that a setup is recorded for under a distribution; undefined where that are all.
 * @param there the folders that there are
 * @throws {Fault} for a suite that is none of folders
 */
export function recordedFolders(
  setup: string,
  distribution: Pick<Distribution, 'name' | 'recordedSuites'> | undefined,
  read: () => Pick<Suites, 'suites'> = loadSuites,
  there: () => readonly string[] = specFolders,
): string[] | undefined {
  const names = distribution?.recordedSuites[setup];
  if (names === undefined) return undefined;
  const { suites } = read();
  const folders = there();
  return names.flatMap((name) => {
    const suite = suites[name];
    const specs = (suite && specsOf(suite, folders)?.specs) ?? [];
    if (specs.length > 0 && specs.every((spec) => folders.includes(spec))) return specs;
    throw new Fault({
      what: `The distribution ${distribution?.name} says that ${setup} is recorded for the suite "${name}", which is none of folders.`,
      fix: 'Name one of setups/suites/suites.yaml that takes whole folders under recordedSuites.',
    });
  });
}
