/** The one attempt that all calls of a gateway without a stack belong to. */
import { randomBytes } from 'node:crypto';
import { Fault, messageOf } from '../../errors/fault.ts';
import { ControlClient } from '../../replay/control/client.ts';
import type { AttemptVerdict, Mode } from '../../replay/control/protocol.ts';
import type { Gateway } from '../../replay/gateway/gateway.ts';
import type { Setup } from '../../setups/load.ts';
import type { NamedTest } from '../external/names.ts';

/** In place of a setup, where addresses alone are given. */
const CUSTOM = 'custom';

export interface DefaultAttempt {
  id: string;
  /** Answers complete texts of what is wrong with it, and of calls that were not its own. */
  close: (allowEmpty: boolean) => Promise<{ verdict: AttemptVerdict; problems: string[] }>;
}

/** Opens it. Throws a Fault where it cannot be served: there is no recording to replay. */
export async function openDefault(
  gateway: Gateway,
  token: string,
  of: { mode: Mode; setup: Setup | undefined; named: NamedTest; command: string },
): Promise<DefaultAttempt> {
  const { mode, setup, named, command } = of;
  const control = new ControlClient(gateway.url, token);
  const run = randomBytes(8).toString('hex');
  const id = `${run}.default`;
  await control.openRun({ id: run });
  try {
    await control.openAttempt({
      id,
      run,
      mode,
      setup: setup?.recordings ?? CUSTOM,
      providers: [],
      ...named.test,
      external: { name: named.name, command, madeBy: 'gateway' },
    });
  } catch (error) {
    throw new Fault(messageOf(error));
  }
  gateway.defaultAttempt(id);
  return {
    id,
    close: async (allowEmpty) => {
      const verdict = await control.closeAttempt(id, { asExpected: true, complete: true, allowEmpty });
      const { errors } = await control.closeRun(run);
      return { verdict, problems: [...verdict.problems.map(({ text }) => text), ...errors] };
    },
  };
}
