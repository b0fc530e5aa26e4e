import type { Command } from './process.ts';
import type { PassOn } from './scripted/pass-on.ts';

/** How a local server is run. */
export interface Launch {
  command: Command;
  /** Whether it lists the models that it must serve. A rejection counts as no. */
  isReady: () => Promise<boolean>;
  /** Where the server is, if it is one; without `/v1`. */
  root?: URL;
  passOn: PassOn;
  recordedFrom: () => Promise<string>;
}

/** One provider that `start` can bring up. */
export interface Provider {
  name: string;
  /** The script in `install/` that installs it; the one of its own name without it. */
  installer?: string;
  /** Models that the local server lacks, and that the script answers for all the same. */
  scriptedModels?: readonly string[];
  title: string;
  /** The port that this provider's users expect. */
  port: number;
  /** Environment variables that name a server of the user's own, the first that is set wins. */
  ownServer: readonly string[];
  /** How long a start may take after the install. */
  startSeconds: number;
  /** @param home the cache folder that the install filled */
  launch: (home: string, freePort: () => Promise<number>) => Promise<Launch>;
  /** Says what a server of the user's own is; throws when it does not answer. `root` has no `/v1`. */
  recordedFrom: (root: URL) => Promise<string>;
  /** The variable that makes a recording run call the front, and the base URL's path. */
  variable: { name: string; path: string };
  /** What else to set when the server is not the user's own. */
  alsoSet?: string;
}
