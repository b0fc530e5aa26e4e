import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recordingText } from '../../replay/recording/file-text.ts';
import { keyInRecording } from '../../replay/secrets/key-shapes.ts';
import { PROVIDERS_FILE, writeAtomically } from '../../replay/files/store.ts';
import { loadSetups, type Setup } from '../../setups/load.ts';
import { choiceOptions, recordingsFolder } from './choice.ts';
import { type Command } from './command.ts';
import { folderOf, recordingsOf, type Left, type ReadFile } from './convert-reference.ts';
import { IMPORTED } from './recording-path.ts';
import { count, type Screen } from '../screen.ts';
import { UsageFault } from '../../errors/fault.ts';

const LINE = 'llama-stack-0.3';

export const importCommand: Command = {
  summary: "brings the reference harness's JSON recordings over",
  help: `npm run recordings -- import <folder or files…> [options]

Writes recordings/<line>/<setup>/${IMPORTED}/<file>/<test>/${PROVIDERS_FILE}, one per test of the reference harness: its chat completions,
completions and embeddings, with their streams. No test of this project asks for them there. To use one, move its folder to
recordings/<line>/<setup>/<spec file>/<test> and run "normalize" on it; "verify" and "prune" leave the others alone.

What is written is what the files tell:
  source      from the address: a local server is "local model", a hosted one "provider"; the server's version is unknown
  requests    the SDK's arguments; "extra_body" put into the body, as the SDK does; the doubled /v1 of the address once
  answers     status 200 and the fields that the SDK knew, with its nulls; ids and times as the reference normalised them
  streams     one event per chunk, and "data: [DONE]" at the end, which the SDK swallows
  order       the files have none: by the length of the conversation, then by file name. The reference answers equal
              requests from one file any number of times; here an exchange answers once
What cannot be carried over is listed with the reason. Exit code 1 when anything was left behind.

  --line <line>         the line to write to; ${LINE} without it
  --setup <setup>       the setup to write to; without it the one whose providers the test used
  --stack <text>        package and version of the stack, if you know it; else "unknown"
  --recorded <day>      day of the recordings, YYYY-MM-DD, if you know it; else "unknown"
  --dry-run             says what would come over, and writes nothing
  --force               replaces recordings that exist
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
      stack: { type: 'string' },
      recorded: { type: 'string' },
      'dry-run': { type: 'boolean' },
      force: { type: 'boolean' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (positionals.length === 0) throw new UsageFault('What should be imported? Give folders or files.');
    const read = await readAll(positionals);
    const { setups, wanted } = setupsFor(values.setup ?? values.project);
    const { recordings, left } = recordingsOf(read, setups, {
      setup: wanted,
      stack: values.stack ?? 'unknown',
      recorded: dayOf(values.recorded),
    });
    const folder = recordingsFolder({ recordings: values.recordings });
    const written: string[] = [];
    for (const recording of recordings) {
      const path = [
        values.line ?? LINE,
        recording.setup ?? '',
        IMPORTED,
        folderOf(recording.test),
        PROVIDERS_FILE,
      ].join('/');
      const text = recordingText(recording);
      const key = keyInRecording(text);
      if (key !== undefined) left.push({ file: path, why: `it would hold what looks like a key: ${key}` });
      else if (existsSync(join(folder, path)) && values.force !== true)
        left.push({ file: path, why: 'it exists; --force replaces it' });
      else {
        if (values['dry-run'] !== true) await writeAtomically(join(folder, path), text);
        written.push(path);
      }
    }
    const exchanges = recordings.reduce((sum, recording) => sum + recording.exchanges.length, 0);
    if (values.json) screen.json({ files: read.length, exchanges, written, left });
    else
      tell(
        `${count(exchanges, 'exchange')} of ${count(read.length, 'file')} came over, in ${count(written.length, 'recording')}`,
        written,
        left,
        screen,
      );
    return left.length > 0 ? 1 : 0;
  },
};

function setupsFor(wanted: string | undefined): { setups: Setup[]; wanted: string | undefined } {
  const setups = loadSetups();
  const found = setups.find(({ name }) => name === wanted);
  if (wanted !== undefined && found === undefined) {
    throw new UsageFault(`There is no setup "${wanted}". There are ${setups.map(({ name }) => name).join(', ')}.`);
  }
  return { setups, wanted: found?.recordings };
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
        ...(await readdir(path, { recursive: true }))
          .filter((file) => file.endsWith('.json'))
          .map((file) => join(path, file)),
      );
  }
  return Promise.all(files.sort().map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
}

function tell(sum: string, written: readonly string[], left: readonly Left[], screen: Screen): void {
  for (const path of written) screen.print(`${screen.paint('green', '+')} ${path}`);
  for (const [why, group] of Map.groupBy(left, ({ why }) => why)) {
    screen.print(`${screen.paint('yellow', 'left behind')}: ${why}`);
    for (const { file } of group) screen.print(`    ${file}`);
  }
  screen.print(`${sum}; ${count(left.length, 'file')} left behind.`);
}
