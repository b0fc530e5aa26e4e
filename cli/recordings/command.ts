import type { Screen } from '../screen.ts';

/** 0: fine. 1: something was found, or it failed. 2: wrong usage. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  summary: string;
  /** What `--help` prints. */
  help: string;
  run(args: string[], screen: Screen): Promise<ExitCode>;
}
