/** How much is recorded, per line and setup. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { missing, note, ok, type Check } from './check.ts';

interface Recorded {
  setup: string;
  tests: number;
}

/** @param lines those that a distribution is of */
export function checkRecordings(folder: string, lines: readonly string[]): Check[] {
  if (!existsSync(folder)) {
    return [missing('Recordings', `${folder} is not there`, 'git checkout recordings, or record: npm run record')];
  }
  return lines.map((line) => {
    const setups = existsSync(join(folder, line)) ? recordedBelow(join(folder, line)) : [];
    const shown = setups.map(({ setup, tests }) => `${setup} ${tests}`).join(', ');
    if (setups.length > 0) return ok(line, `tests by setup: ${shown}`);
    return note(line, 'nothing is recorded', `STACK_CONFIG=${line} npm run record -- --project=<setup>`);
  });
}

function recordedBelow(folder: string): Recorded[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'startup')
    .map(({ name }) => ({ setup: name, tests: testsBelow(join(folder, name)) }))
    .sort((a, b) => a.setup.localeCompare(b.setup));
}

/** Folders of tests lie two below a spec's: `<surface>/<spec file>/<test>`. */
function testsBelow(folder: string): number {
  return foldersIn(folder)
    .flatMap((surface) => foldersIn(surface))
    .reduce((sum, spec) => sum + foldersIn(spec).length, 0);
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));
}
