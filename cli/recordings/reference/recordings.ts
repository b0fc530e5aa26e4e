/** The recordings that files of the reference harness make: one per test, with what cannot be carried over. */
import { FORMAT, type Origin, type ProvidersRecording } from '../../../replay/recording/format.ts';
import { SHARED } from '../../../replay/recording/external.ts';
import { recordingFolder, testTitle, type TestName } from '../../../replay/recording/location.ts';
import { Redaction } from '../../../replay/secrets/redaction.ts';
import type { Setup } from '../../../setups/load.ts';
import type { Addresses } from './addresses.ts';
import { testOfNode } from '../node-id.ts';
import { importedCall, type ImportedModels } from './calls.ts';
import { parseReference } from './format.ts';
import type { ImportedCall } from './imported-call.ts';
import { literalsOf, withMintedIds } from './minted-ids.ts';
import { queryOf, searchesFor } from './searches.ts';
import { setupOf } from './setup-of.ts';

/** A file that stays behind. */
export interface Left {
  file: string;
  why: string;
}

export interface ReadFile {
  file: string;
  text: string;
}

export interface Told {
  setup: string | undefined;
  /** The folder of the suite below `external/`, as a run of its tests names it. */
  suite: string;
  stack: string;
  recorded: string;
}

/** A recording, the name of its test in its own suite, and its folder below that of a line. */
export interface Imported {
  name: string;
  folder: string;
  recording: ProvidersRecording;
  /** How many files it is made of. A search that another test recorded is not counted again. */
  files: number;
}

type FileCall = ImportedCall & { file: string };

/** One recording per test, the models that providers listed, and what cannot be carried over, with the reason. */
export function importedFrom(
  files: readonly ReadFile[],
  setups: readonly Setup[],
  addresses: Addresses,
  { setup: wanted, suite, ...told }: Told,
): { recordings: Imported[]; models: ImportedModels[]; left: Left[] } {
  const left: Left[] = [];
  const models: ImportedModels[] = [];
  const calls: FileCall[] = [];
  for (const { file, text } of files) {
    const parsed = parseReference(text);
    const imported = typeof parsed === 'string' ? parsed : importedCall(parsed, addresses);
    if (typeof imported === 'string') left.push({ file, why: imported });
    else if ('models' in imported) models.push(imported);
    else calls.push({ ...imported, file });
  }
  const groups = new Map<string, { name: TestName; test: string; calls: FileCall[] }>();
  for (const [test, own] of Map.groupBy(calls, ({ test }) => test)) {
    for (const [setup, some] of Map.groupBy(
      own,
      ({ exchange }) => wanted ?? setupFor(test, own, exchange.provider, setups),
    )) {
      const name = setup === undefined ? undefined : nameOf(test ?? SHARED, suite, setup);
      const why = name === undefined ? whyNot(setup, some) : taken(groups, name, test ?? SHARED);
      if (name === undefined || why !== undefined) left.push(...some.map(({ file }) => ({ file, why: why ?? '' })));
      else groups.set(recordingFolder(name), { name, test: test ?? SHARED, calls: some });
    }
  }
  const searches = calls.filter((call) => queryOf(call) !== undefined);
  const recordings = [...groups].map(([folder, { name, test, calls: own }]): Imported => {
    const all = [...own, ...searchesFor(own, searches)];
    return { name: test, folder, recording: recordingOf(name, test, all, told), files: own.length };
  });
  return { recordings, models, left };
}

/** A test has one setup. Calls that several tests share have one for each provider. */
function setupFor(test: string | undefined, own: readonly FileCall[], provider: string, setups: readonly Setup[]) {
  const of = test === undefined ? own.filter(({ exchange }) => exchange.provider === provider) : own;
  const models = of.flatMap(({ exchange, model }) => (model === undefined ? [] : [`${exchange.provider}/${model}`]));
  return setupOf({ providers: new Set(of.map(({ exchange }) => exchange.provider)), models, hint: test ?? '' }, setups);
}

function whyNot(setup: string | undefined, own: readonly FileCall[]): string {
  const used = [...new Set(own.map(({ exchange }) => exchange.provider))].join(', ');
  return setup === undefined
    ? `no setup has all providers of its test: ${used}; choose one with --setup`
    : "its test's id is no path of a file below the tests, with a title";
}

function taken(groups: ReadonlyMap<string, { test: string }>, name: TestName, test: string): string | undefined {
  const other = groups.get(recordingFolder(name));
  return other === undefined || other.test === test
    ? undefined
    : `its test's title has the same words as "${other.test}"`;
}

const redaction = new Redaction({});

function nameOf(test: string, suite: string, setup: string): TestName | undefined {
  const name = testOfNode(test, suite);
  return name === undefined ? undefined : { setup, ...name };
}

function recordingOf(
  name: TestName,
  test: string,
  calls: readonly FileCall[],
  told: Pick<Told, 'stack' | 'recorded'>,
): ProvidersRecording {
  const from: Record<string, Origin> = {};
  for (const { exchange, server, source, model } of calls) {
    const known = from[exchange.provider];
    const models = new Set([...(known?.models ?? []), ...(model === undefined ? [] : [model])]);
    from[exchange.provider] = { server: known?.server ?? server, models: [...models].sort(), source };
  }
  const ordered = calls.toSorted((a, b) => turns(a) - turns(b) || (a.file < b.file ? -1 : 1));
  const exchanges = ordered.map(({ exchange }) => {
    const own = withMintedIds(exchange, test);
    return { ...own, request: redaction.request(own.request) };
  });
  return {
    format: FORMAT,
    test: testTitle(name),
    setup: name.setup,
    recorded: told.recorded,
    stack: told.stack,
    seam: 'providers',
    repeats: true,
    from,
    literals: literalsOf(exchanges, test),
    exchanges,
  };
}

function turns({ exchange: { request } }: ImportedCall): number {
  const body = request.body !== undefined && 'json' in request.body ? request.body.json : null;
  const messages = typeof body === 'object' && body !== null && !Array.isArray(body) ? body.messages : undefined;
  return Array.isArray(messages) ? messages.length : 0;
}
