/** What a rename changes, found out before anything is touched. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault, messageOf, UsageFault } from '../../../errors/fault.ts';
import { MANIFEST_FILE, manifestText } from '../../../replay/recording/external.ts';
import { parseRecordingPath } from '../recording-path.ts';
import { externalMoves } from './external-names.ts';
import { parseRenameMap } from './map-file.ts';
import { checkUnique, checkKnown, findPath, findSpec, newPath, newSpec, renamesBelow, type Renames } from './names.ts';
import { namesIn, pagesNaming, yamlChanges, yamlFiles } from './project-files.ts';
import { checkFree, movesOf, namedRecordings, withName, type Move } from './recorded-names.ts';
import { specChanges, type SpecChanges } from './spec-changes.ts';
import type { Changes, FileChange } from './transaction.ts';

/** A name and the new one, a spec file and its new path, or a file with a list of renames. */
export type Request = { name: string; to: string } | { spec: string; to: string } | { map: string };

export interface Plan {
  renames: { from: string; to: string }[];
  /** Folders below the recordings folder. */
  moves: Move[];
  /** Paths are below the project's folder, as in all that follows. */
  files: FileChange[];
  /** What a person must do: a sentence each. */
  byHand: string[];
  /** Pages that hold old names. */
  pages: string[];
}

/**
 * @param recordings the recordings folder, absolute; the other files are those beside it
 * @throws {Fault} when a name is unknown or ambiguous, or tests would share a name or a folder
 */
export async function planOf(request: Request, recordings: string): Promise<Plan> {
  const project = dirname(recordings);
  const external = 'name' in request ? externalMoves(recordings, request.name, request.to) : [];
  if (external.length > 0) return externalPlan(external, recordings);
  const recorded = namedRecordings(recordings);
  const yaml = yamlFiles(project);
  const known = [...new Set([...recorded.map(({ test }) => test), ...namesIn(yaml)])];
  const { renames, specs } = await asked(request, known, project);
  checkUnique(renames, known);
  const moves = movesOf(recorded, renames);
  checkFree(moves, recordings);
  const changes = await yamlChanges(project, yaml, { known, renames });
  return {
    renames: [...renames].map(([from, to]) => ({ from, to })),
    moves,
    files: [...specs.files, ...changes.files],
    byHand: [...specs.byHand, ...changes.parted],
    pages: pagesNaming(project, [...renames.keys()]),
  };
}

/** No spec and no gap names an external test: its recordings are all that there is. */
function externalPlan(moves: Move[], recordings: string): Plan {
  checkFree(moves, recordings);
  const renames = moves.map(({ from, test }) => ({ from: from.split('/').slice(2).join('/'), to: test }));
  return { renames, moves, files: [], byHand: [], pages: [] };
}

/** A plan as changes below the project's folder. */
export function changesOf({ moves, files }: Plan, recordings: string): Changes {
  const name = basename(recordings);
  return {
    files,
    folders: moves.map(({ from, to, test, manifest }) => ({
      from: `${name}/${from}`,
      to: `${name}/${to}`,
      rewrite: (file) =>
        file === MANIFEST_FILE && manifest !== undefined
          ? Promise.resolve(manifestText(manifest))
          : renamed(recordings, `${from}/${file}`, test),
    })),
  };
}

async function asked(
  request: Request,
  known: readonly string[],
  project: string,
): Promise<{ renames: Renames; specs: SpecChanges }> {
  if ('map' in request) {
    const renames = parseRenameMap(await textOf(request.map), request.map);
    checkKnown([...renames.keys()], known);
    return { renames, specs: { files: [], byHand: [] } };
  }
  const old = 'spec' in request ? findSpec(request.spec, known) : findPath(request.name, known);
  const path = 'spec' in request ? newSpec(request.to) : newPath(old, request.to);
  return { renames: renamesBelow(old, path, known), specs: await specChanges(project, old, path, known) };
}

async function textOf(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageFault(`${file} cannot be read: ${messageOf(error)}.`);
  });
}

async function renamed(recordings: string, path: string, test: string): Promise<string | undefined> {
  if (parseRecordingPath(path) === undefined) return undefined;
  const text = withName(await readFile(join(recordings, path), 'utf8'), test);
  if (text !== undefined) return text;
  throw new Fault({
    what: `${path} does not begin as a recording does. Nothing was changed.`,
    fix: 'Restore it with git, or record the test again: "npm run recordings -- verify" says how.',
  });
}
