/** Keeps the list of tests in the cache folder as long as nothing changes that it is made of: making it takes seconds. */
import { createHash } from 'node:crypto';
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folders, packageFolder } from '../../folders/folders.ts';
import { writeAtomically } from '../../replay/files/store.ts';
import { cacheFolder } from '../../stack/process/cache.ts';

const NO_ERRORS = /"errors": ?\[\]/;
/** Lists of other trees, branches and settings that are kept beside the last one. */
const KEPT = 8;

/**
 * @param args those of Playwright
 * @param make prints the list anew
 * @returns the list as it was printed last, or anew where a file or a setting is another
 */
export async function keptListing(args: readonly string[], make: () => Promise<string>): Promise<string> {
  const folder = join(cacheFolder(process.env), 'listed-tests');
  const file = join(folder, `${keyOf(args)}.json`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return kept;
  const made = await make();
  // What cannot be kept is made again next time, and so is a list with errors.
  if (NO_ERRORS.test(made)) await keep(folder, file, made).catch(() => undefined);
  return made;
}

async function keep(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const older = (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => join(folder, name));
  const byAge = older.map((path) => ({ path, at: statSync(path).mtimeMs })).sort((a, b) => b.at - a.at);
  for (const { path } of byAge.slice(KEPT - 1)) await rm(path, { force: true });
  await writeAtomically(file, text);
}

/** Variables that no list of tests depends on: those of a terminal, and of the shell that started us. */
const OF_NO_LIST =
  /^(?:_|PWD|OLDPWD|SHLVL|TERM.*|COLUMNS|LINES|COLORTERM|(?:NO|FORCE)_COLOR|SSH_.*|npm_.*|NODE_TEST_.*)$/i;

function keyOf(args: readonly string[]): string {
  const { project, specs, setups, distributions } = folders();
  const roots = new Set([packageFolder, project, specs, ...setups, ...distributions]);
  const variables = Object.entries(process.env)
    .filter(([name]) => !OF_NO_LIST.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash('sha256');
  digest.update(JSON.stringify([args, process.version, variables]));
  for (const root of roots) for (const line of statesBelow(root)) digest.update(line);
  return digest.digest('hex').slice(0, 32);
}

/** Folders that hold no part of a list: what runs leave behind, recordings, and what has a version of its own. */
const NOT_READ = new Set([
  'node_modules',
  'recordings',
  'docs',
  'bench',
  'clients',
  'tests',
  'test-results',
  'playwright-report',
]);
const READ = /\.(?:[cm]?[jt]sx?|json|ya?ml)$|^\.env/;

function* statesBelow(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!NOT_READ.has(entry.name) && !entry.name.startsWith('.')) yield* statesBelow(path);
    } else if (READ.test(entry.name)) {
      const { size, mtimeMs, ctimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
      yield `${path} ${size} ${mtimeMs} ${ctimeMs}\n`;
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}
