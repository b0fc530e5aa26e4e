import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { MANIFEST_FILE, manifestText, SHARED } from '../../replay/recording/external.ts';
import { recordingText } from '../../replay/recording/file-text.ts';
import type { ProvidersRecording } from '../../replay/recording/format.ts';
import { SEGMENT } from '../../replay/recording/names.ts';
import { keyInRecording } from '../../replay/secrets/key-shapes.ts';
import { importedModelsFile, PROVIDERS_FILE, readProviders, writeTogether } from '../../replay/files/store.ts';
import { demandInside } from '../../replay/files/inside.ts';
import { entriesBelow } from '../../replay/files/walk.ts';
import { withModels } from '../../replay/recording/model-lists.ts';
import { loadProviders, loadSetups, type Setup } from '../../setups/load.ts';
import { choiceOptions, recordingsFolder } from './choice.ts';
import { type Command } from './command.ts';
import { Addresses } from './reference/addresses.ts';
import { startupOf } from './reference/model-lists.ts';
import { importedFrom, type Imported, type Left, type ReadFile } from './reference/recordings.ts';
import { shellLine } from './shell-line.ts';
import { count, showProgress, type Screen } from '../screen.ts';
import { UsageFault } from '../../errors/fault.ts';

const LINE = 'llama-stack-0.3';
/** What the pytest plugin calls a suite that it was not told the name of. */
const SUITE = 'pytest';

export const importCommand: Command = {
  summary: "brings the reference harness's JSON recordings over",
  help: `npm run recordings -- import <folder or files…> [options]

Writes recordings/<line>/<setup>/external/<suite>/<test file>/<test>/, one per test of the reference harness, and the models
that they were asked of, as providers list them, to recordings/<line>/startup/imported/. A run of its suite by the pytest plugin
finds each by the test's id; "${SHARED}" has the calls without one, which are those of fixtures that several tests share.

What is written is what the files tell:
  source      from the address: a local server is "local model", a hosted one "provider"; the server's version where it is known
  requests    the SDK's arguments; "extra_body" put into the body, as the SDK does; the doubled /v1 of the address once
  answers     the fields that the SDK knew, with its nulls; errors as the SDK was given them; ids and times as the reference
              normalised them
  streams     one event per chunk, and the end that the SDK swallows
  searches    the results that the stack's tool gave, as the answer of the search service; in each test that asks for the same
  ids         compared as text; those that the stack is known to have minted in the form that it mints, so that they are bound
  repeats     equal requests are answered any number of times and an unused exchange is no fault, as in the reference
What cannot be carried over is listed by its reason. Exit code 1 when anything was left behind.

  --line <line>         the line to write to; ${LINE} without it
  --setup <setup>       the setup to write to; without it the one whose providers and models the test used
  --suite <name>        the folder below external/, as --e2e-suite of the pytest plugin names it; ${SUITE} without it
  --provider <name>=<address>
                        whose address it is, where that is not everybody's: azure=https://my.openai.azure.com; repeatable
  --stack <text>        package and version of the stack, if you know it; else "unknown"
  --recorded <day>      day of the recordings, YYYY-MM-DD, if you know it; else "unknown"
  --dry-run             says what would come over, and writes nothing
  --force               replaces recordings that exist
  --all                 every file that is left behind; without it five for each reason
  --recordings <folder> the recordings folder; the project's own without it
  --json                one JSON document instead of text`,
  async run(args, screen) {
    const options = {
      help: choiceOptions.help,
      json: choiceOptions.json,
      recordings: choiceOptions.recordings,
      line: { type: 'string' },
      setup: { type: 'string' },
      project: { type: 'string' },
      suite: { type: 'string' },
      provider: { type: 'string', multiple: true },
      stack: { type: 'string' },
      recorded: { type: 'string' },
      'dry-run': { type: 'boolean' },
      force: { type: 'boolean' },
      all: { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length === 0) throw new UsageFault('What should be imported? Give folders or files.');
    const addresses = new Addresses(loadProviders(), values.provider);
    const { setups, wanted } = setupsFor(values.setup ?? values.project);
    const told = {
      setup: wanted,
      suite: suiteOf(values.suite),
      stack: values.stack ?? 'unknown',
      recorded: dayOf(values.recorded),
    };
    const read = await readAll(positionals);
    const { recordings, models, left } = importedFrom(read, setups, addresses, told);
    const folder = recordingsFolder({ recordings: values.recordings });
    const line = values.line ?? LINE;
    const target = { folder, line, dry: values['dry-run'] === true, force: values.force === true };
    const command = shellLine(['npm', 'run', 'recordings', '--', 'import', ...args]);
    const written: string[] = [];
    for (const [i, imported] of recordings.entries()) {
      const { path, why } = await write(imported, command, target);
      if (why === undefined) written.push(path);
      else left.push({ file: path, why });
      if (values['dry-run'] !== true) showProgress(i + 1, recordings.length, 'recordings');
    }
    const listed = await writeModels(startupOf(models, recordings, told), target);
    const exchanges = recordings.reduce((sum, { files }) => sum + files, 0);
    const sums = { files: read.length, exchanges, lists: models.length };
    if (values.json) screen.json({ ...sums, written: [...written, ...listed], left, reasons: reasonsOf(left) });
    else tell(sums, { written, listed, left }, values.all === true, screen);
    return left.length > 0 ? 1 : 0;
  },
};

interface Target {
  folder: string;
  line: string;
  dry: boolean;
  force: boolean;
}

/** @returns the file below the recordings folder, and why it was not written, where it was not */
async function write(
  { name, folder, recording }: Imported,
  command: string,
  target: Target,
): Promise<{ path: string; why?: string }> {
  const path = [target.line, folder, PROVIDERS_FILE].join('/');
  const file = join(target.folder, path);
  const text = recordingText(recording);
  const key = keyInRecording(text);
  if (key !== undefined) return { path, why: `it would hold what looks like a key: ${key}` };
  if (existsSync(file) && !target.force) return { path, why: 'it exists; --force replaces it' };
  if (target.dry) return { path };
  await demandInside(target.folder, file);
  const manifest = manifestText({ name, command, madeBy: 'import' });
  await writeTogether([
    { file, text },
    { file: join(file, '..', MANIFEST_FILE), text: manifest },
  ]);
  return { path };
}

/** Adds to the lists that were imported before. @returns the files below the recordings folder */
async function writeModels(
  startups: ReadonlyMap<string, ProvidersRecording>,
  { folder, line, dry }: Target,
): Promise<string[]> {
  const files: string[] = [];
  for (const [provider, startup] of startups) {
    const file = importedModelsFile(folder, line, provider);
    if (!dry) {
      await demandInside(folder, file);
      const before = await readProviders(file);
      await writeTogether([{ file, text: recordingText(before === undefined ? startup : joined(startup, before)) }]);
    }
    files.push(relative(folder, file).replaceAll('\\', '/'));
  }
  return files;
}

function joined(startup: ProvidersRecording, before: ProvidersRecording): ProvidersRecording {
  const exchanges = startup.exchanges.map((exchange) => {
    const old = before.exchanges.find(({ request }) => request.path === exchange.request.path);
    return old === undefined ? exchange : { ...exchange, response: withModels(exchange.response, old.response) };
  });
  const others = before.exchanges.filter(
    ({ request }) => !exchanges.some((each) => each.request.path === request.path),
  );
  return { ...startup, exchanges: [...exchanges, ...others] };
}

function setupsFor(wanted: string | undefined): { setups: Setup[]; wanted: string | undefined } {
  const setups = loadSetups();
  const found = setups.find(({ name }) => name === wanted);
  if (wanted !== undefined && found === undefined) {
    throw new UsageFault(`There is no setup "${wanted}". There are ${setups.map(({ name }) => name).join(', ')}.`);
  }
  return { setups, wanted: found?.recordings };
}

function suiteOf(suite = SUITE): string {
  if (SEGMENT.test(suite)) return suite;
  throw new UsageFault(
    `"${suite}" is no name of a folder. Give --suite a name without "/" and without a dot in front.`,
  );
}

function dayOf(recorded: string | undefined): string {
  if (recorded === undefined || /^\d{4}-\d\d-\d\d$/.test(recorded)) return recorded ?? 'unknown';
  throw new UsageFault(`"${recorded}" is no day. Write it as YYYY-MM-DD.`);
}

async function readAll(paths: readonly string[]): Promise<ReadFile[]> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw new UsageFault(`There is no file or folder ${path}.`);
    if (found.isFile()) files.push(path);
    else
      files.push(
        ...(await entriesBelow(path))
          .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
          .map((entry) => join(entry.parentPath, entry.name)),
      );
  }
  return Promise.all(files.sort().map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}

/** How many files are left for each reason, most first. What tells two files apart is taken out of it. */
function reasonsOf(left: readonly Left[]): { why: string; files: number }[] {
  const groups = [...Map.groupBy(left, ({ why }) => why)].map(([why, group]) => ({ why, files: group.length }));
  return groups.sort((a, b) => b.files - a.files);
}

const SHOWN = 5;

function tell(
  { files, exchanges, lists }: { files: number; exchanges: number; lists: number },
  { written, listed, left }: { written: readonly string[]; listed: readonly string[]; left: readonly Left[] },
  all: boolean,
  screen: Screen,
): void {
  for (const path of [...written, ...listed].sort()) screen.print(`${screen.paint('green', '+')} ${path}`);
  for (const { why, files } of reasonsOf(left)) {
    screen.print(`${screen.paint('yellow', `left behind, ${count(files, 'file')}`)}: ${why}`);
    const group = left.filter((one) => one.why === why);
    for (const { file } of all ? group : group.slice(0, SHOWN)) screen.print(`    ${file}`);
    if (!all && group.length > SHOWN) screen.print(`    … and ${group.length - SHOWN} more: --all shows them`);
  }
  const models = lists === 0 ? '' : ` and ${count(lists, 'list')} of models`;
  screen.print(
    `${count(exchanges, 'exchange')}${models} of ${count(files, 'file')} came over, in ${count(written.length, 'recording')}; ${count(left.length, 'file')} left behind.`,
  );
}
