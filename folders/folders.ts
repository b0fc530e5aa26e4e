/**
 * The two folders that everything is found in. The package folder is ours: code, and the setups, suites, distributions and
 * start-up recordings that are shipped. The project folder is the user's. In our own repository they are one.
 */
import { existsSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, relative, sep } from 'node:path';
import { z } from 'zod';

/** Absolute. In an installed package the folder with the compiled code, which is laid out as the repository is. */
export const packageFolder = dirname(import.meta.dirname);

/** The ending of our own modules: `.ts` in the repository, `.js` in an installed package. */
export const moduleEnding = extname(import.meta.filename);

/** What a project may have in other places than the usual ones; relative paths are below the project folder. */
const options = {
  /** Recordings; `recordings` without it. */
  recordings: z.string().optional(),
  /** Setups, with `providers/` and `lines/` below; `setups` without it. */
  setups: z.string().optional(),
  /** A folder for each distribution; `distributions` without it. */
  distributions: z.string().optional(),
  /** Spec files; `e2e` without it. */
  specs: z.string().optional(),
};
const FolderOptions = z.object(options);
export type FolderOptions = z.infer<typeof FolderOptions>;
const Given = z.object({ project: z.string(), ...options });

export interface Folders {
  /** All absolute. */
  project: string;
  recordings: string;
  specs: string;
  /** Of several folders, what an earlier one states of a name counts. */
  setups: readonly string[];
  distributions: readonly string[];
}

/** Says which project a process works for, and is handed on to those that it starts. */
export const PROJECT_VARIABLE = 'E2E_PROJECT';

/** The folders of a project: its own before those of the package. */
function foldersOf(project: string, options: FolderOptions = {}): Folders {
  const at = (path: string) => (isAbsolute(path) ? path : join(project, path));
  const shipped = {
    setups: join(packageFolder, 'setups'),
    distributions: join(packageFolder, 'stack', 'distributions'),
  };
  const own = { setups: at(options.setups ?? 'setups'), distributions: at(options.distributions ?? 'distributions') };
  return {
    project,
    recordings: at(options.recordings ?? 'recordings'),
    specs: at(options.specs ?? 'e2e'),
    setups: [...new Set([own.setups, shipped.setups])].filter((folder) => existsSync(folder)),
    distributions: [own.distributions, shipped.distributions].filter((folder) => existsSync(folder)),
  };
}

/** The folders of the project that this process works for: the one it was given, else the package itself. */
export function folders(): Folders {
  const given = process.env[PROJECT_VARIABLE];
  if (given === undefined || given === '') return foldersOf(packageFolder);
  const { project, ...options } = Given.parse(JSON.parse(given));
  return foldersOf(project, options);
}

/** Whether the project is another than the package. */
export function isOutside(): boolean {
  return folders().project !== packageFolder;
}

/** What recordings and gaps call a spec file: its path below the folder of specs, with the ending that it is written with. */
export function specName(specs: string, file: string): string {
  const name = relative(specs, file).split(sep).join('/');
  return file.startsWith(packageFolder + sep) ? name.replace(/\.js$/, '.ts') : name;
}

/** The other way: what a spec is called on the disk, in a run by this config. Ours are compiled in an installed package. */
export function specFile(config: string, name: string): string {
  return config.startsWith(packageFolder + sep) ? name.replace(/\.ts$/, moduleEnding) : name;
}

let folderOptionsOnly = false;

/** Whether a config is read only for where things are, so that it need not say what a run of Playwright is. */
export const readsFoldersOnly = () => folderOptionsOnly;

/** Reads a config for where things are. */
export async function readingFolders(read: () => Promise<unknown>): Promise<void> {
  folderOptionsOnly = true;
  try {
    await read();
  } finally {
    folderOptionsOnly = false;
  }
}
