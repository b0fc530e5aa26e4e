/** What a recording of an external test is called on a command line. */
import { UsageFault } from '../../errors/fault.ts';
import { externalTest } from '../../replay/recording/external.ts';
import { SpecPath } from '../../replay/recording/names.ts';

export interface NamedTest {
  name: string;
  /** Spec path and title of the recording. */
  test: { spec: string; titlePath: string[] };
}

/** @throws {UsageFault} for a name that no folder can have */
export function namedTest(name: string): NamedTest {
  const test = externalTest(name);
  const fault = SpecPath.safeParse(`${test.spec}/${test.titlePath.join('')}`).error?.issues[0]?.message;
  if (fault !== undefined)
    throw new UsageFault({ what: `--name "${name}" is no name of a recording.`, why: `It ${fault}.` });
  return { name, test };
}
