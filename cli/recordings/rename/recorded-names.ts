/** Which tests have recordings, and where those go when a test gets another name. */
import { closeSync, existsSync, globSync, openSync, readSync } from 'node:fs';
import { join, sep } from 'node:path';
import { Fault } from '../../../errors/fault.ts';
import { isExternal, type ExternalTest } from '../../../replay/recording/external.ts';
import { recordingFolder } from '../../../replay/recording/location.ts';
import { parseRecordingPath } from '../recording-path.ts';
import { pathOf, type Renames } from './names.ts';

/** A test's recording on one line, under one setup. */
export interface NamedRecording {
  line: string;
  setup: string;
  /** Below the recordings folder, with `/` on every system. */
  folder: string;
  /** The test's full name, as the recording states it. */
  test: string;
}

/** A folder of recordings that goes elsewhere, or whose files get another name. */
export interface Move {
  from: string;
  to: string;
  /** The new full name. */
  test: string;
  /** The new manifest of an external test. */
  manifest?: ExternalTest;
}

// The header stands first, so that no other `"test":` can be taken for its.
const HEADER_NAME = /^\{(?:\s*"\w+":\s*(?:"(?:[^"\\]|\\.)*"|\d+),)*?\s*"test":\s*("(?:[^"\\]|\\.)*")/;

/** More than the longest header before the name and the name itself. */
const HEAD = 8192;

/** The recordings of tests, those of external tests left out. Only the beginning of each file is read. */
export function namedRecordings(recordings: string): NamedRecording[] {
  const found = new Map<string, NamedRecording>();
  for (const file of globSync('*/*/**/{providers,stack}.json', { cwd: recordings }).sort()) {
    const place = parseRecordingPath(file.split(sep).join('/'));
    if (place?.kind !== 'test' || isExternal(place.spec) || found.has(place.folder)) continue;
    const test = statedName(beginningOf(join(recordings, file)));
    const { line, setup, folder } = place;
    if (test !== undefined) found.set(folder, { line, setup, folder, test });
  }
  return [...found.values()];
}

/** Which folders of recordings go where. */
export function movesOf(recorded: readonly NamedRecording[], renames: Renames): Move[] {
  return recorded.flatMap(({ line, setup, folder, test }) => {
    const name = renames.get(test);
    if (name === undefined) return [];
    const [spec = '', ...titlePath] = pathOf(name);
    return [{ from: folder, to: `${line}/${recordingFolder({ setup, spec, titlePath })}`, test: name }];
  });
}

/** @throws {Fault} when recordings would come to lie where others are, or two in one folder */
export function checkFree(moves: readonly Move[], recordings: string): void {
  const leaving = new Set(moves.map(({ from }) => from));
  const wanted = Map.groupBy(moves, ({ to }) => to);
  const taken = [...wanted].filter(
    ([to, { length }]) => length > 1 || (!leaving.has(to) && existsSync(join(recordings, to))),
  );
  if (taken.length === 0) return;
  throw new Fault({
    what: `${taken.length === 1 ? '1 folder of recordings is' : `${taken.length} folders of recordings are`} taken already. Nothing was changed.`,
    why: 'Another test has the new name, or the test was recorded anew under it.',
    fix: `Choose another name, or delete the recordings that are there:\n${taken.map(([to]) => `  ${join(recordings, to)}`).join('\n')}`,
  });
}

/** A recording's text with another name in its header, all else as it was; undefined when it has no such header. */
export function withName(text: string, name: string): string | undefined {
  const stated = HEADER_NAME.exec(text);
  if (stated?.[1] === undefined) return undefined;
  const end = stated[0].length;
  return text.slice(0, end - stated[1].length) + JSON.stringify(name) + text.slice(end);
}

function statedName(text: string): string | undefined {
  const stated = HEADER_NAME.exec(text)?.[1];
  return stated === undefined ? undefined : String(JSON.parse(stated));
}

function beginningOf(file: string): string {
  const [bytes, handle] = [Buffer.alloc(HEAD), openSync(file, 'r')];
  try {
    return bytes.toString('utf8', 0, readSync(handle, bytes));
  } finally {
    closeSync(handle);
  }
}
