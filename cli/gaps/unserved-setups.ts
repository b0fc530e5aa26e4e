/** Setups that a line's release cannot serve, or only on some machines: what its page says besides the known gaps. */
import type { Setup } from '../../setups/load.ts';
import type { Known } from './known-gaps.ts';

export interface UnservedSetup {
  setup: string;
  what: string;
  fix: string;
}

/** By the name of the setup. */
export function unservedSetups(line: string, { setups, lines }: Pick<Known, 'setups' | 'lines'>): UnservedSetup[] {
  const release = lines.find((each) => each.line === line)?.release;
  return release === undefined ? [] : setups.flatMap((setup) => unservedBy(setup, release));
}

function unservedBy({ name: setup, broken = [], python, stack = '' }: Setup, release: string): UnservedSetup[] {
  const found = broken.filter((each) => each.release === release).map(({ what, fix }) => ({ setup, what, fix }));
  const [distribution] = stack.split('::');
  if (python === undefined || !release.startsWith(`${distribution}@`)) return found;
  return [...found, { setup, what: `On some machines: ${python.else}`, fix: python.fix }];
}
