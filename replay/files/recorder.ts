/** Turns the exchanges of a finished attempt into recording files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { driftOf } from '../drift/drift.ts';
import type { ClientExchange, ProviderExchange, Source } from '../recording/exchange.ts';
import { idsIn } from '../matching/ids.ts';
import { asJson, eachString, isObject } from '../recording/json.ts';
import { keyInRecording } from '../secrets/key-shapes.ts';
import { MANIFEST_FILE, manifestText, parseManifest, type ExternalTest } from '../recording/external.ts';
import { recordingText } from '../recording/file-text.ts';
import {
  FORMAT,
  parseProviders,
  parseStack,
  type Origin,
  type ProvidersRecording,
  type RecordingHeader,
  type StackRecording,
  type WithoutAnswers,
} from '../recording/format.ts';
import { portable } from '../drift/installation.ts';
import { ownItems } from '../drift/own-items.ts';
import { collapsePolls } from '../drift/polls.ts';
import { equivalentExchanges } from '../matching/equivalence.ts';
import { PROVIDERS_FILE, readText, STACK_FILE, writeAtomically, writeTogether } from './store.ts';
import { Fault } from '../../errors/fault.ts';

/** A provider exchange with where its answer came from. */
export type SourcedExchange = ProviderExchange & { source: Source };

export type Header = Pick<RecordingHeader, 'test' | 'setup' | 'stack'> & {
  /** What a manifest beside the files tells of an external test. */
  external?: ExternalTest;
};

/** A recording that must not be written. The message says why and what to do. */
export class RefusedRecording extends Fault {
  override readonly name = 'RefusedRecording';
}

/** Files of one test that are complete, and not on the disk yet. */
export interface ReadyRecording {
  files: readonly { file: string; text: string }[];
  /** Files that go when these come. */
  removed: readonly string[];
}

/**
 * Both files of a test, where one of them says something new: they hold the same answers, ids included.
 * @param folder absolute path of the test's folder
 * @returns undefined when what is on the disk says the same
 * @throws {RefusedRecording} when something in it looks like a key
 */
export async function readyRecording(
  folder: string,
  header: Header,
  servers: ReadonlyMap<string, string>,
  exchanges: readonly SourcedExchange[],
  calls: readonly (ClientExchange | null)[],
): Promise<ReadyRecording | undefined> {
  const { calls: stored, position } = storedCalls(calls);
  const tied = exchanges.map((exchange) => tie(exchange, position));
  const providers = providersRecording(header, servers, tied, idsNotMinted(exchanges, calls));
  const stack: StackRecording = { ...start(header), seam: 'stack', calls: stored };
  return ready([
    { file: join(folder, PROVIDERS_FILE), text: recordingText(providers), same: sameProviders(providers) },
    { file: join(folder, STACK_FILE), text: recordingText(stack), same: sameStack(stack) },
    ...manifestOf(folder, header),
  ]);
}

/** The manifest of an external test. */
function manifestOf(folder: string, { external }: Header): RecordingFile[] {
  if (external === undefined) return [];
  const text = manifestText(external);
  const same = (old: string): boolean => readable(() => manifestText(parseManifest(old))) === text;
  return [{ file: join(folder, MANIFEST_FILE), text, same }];
}

/**
 * The stack's answers alone, in the same way: the provider exchanges stay as they were recorded. Where `answers`
 * says that there are none to record, those that were recorded before are removed.
 */
export function readyStack(
  folder: string,
  { answers, ...header }: Header & { answers?: WithoutAnswers },
  calls: readonly (ClientExchange | null)[],
): Promise<ReadyRecording | undefined> {
  const own = answers === undefined ? {} : { answers };
  const stored = storedCalls(calls).calls;
  const stack: StackRecording = { ...start(header), seam: 'stack', ...own, calls: stored };
  const file = { file: join(folder, STACK_FILE), text: recordingText(stack), same: sameStack(stack) };
  const files = [file, ...manifestOf(folder, header)];
  return ready(files, answers === undefined ? [] : [join(folder, PROVIDERS_FILE)]);
}

interface RecordingFile {
  file: string;
  text: string;
  same: (old: string, file: string) => boolean;
}

async function ready(
  files: readonly RecordingFile[],
  removed: readonly string[] = [],
): Promise<ReadyRecording | undefined> {
  for (const { file, text } of files) refuseKeys(file, text);
  const olds = await Promise.all(files.map(({ file }) => readText(file)));
  const unchanged = files.every(({ file, same }, i) => olds[i] !== undefined && same(olds[i], file));
  if (unchanged && !removed.some((file) => existsSync(file))) return undefined;
  return { files: files.map(({ file, text }) => ({ file, text })), removed };
}

/** Puts the files of a test in place, all or none. Answers their paths. */
export async function install({ files, removed }: ReadyRecording): Promise<string[]> {
  await writeTogether(files, removed);
  return files.map(({ file }) => file);
}

/** The exchange with the position of its client call among the stored ones. */
function tie(exchange: SourcedExchange, position: readonly (number | undefined)[]): SourcedExchange {
  const { call, ...rest } = exchange;
  const stored = call === undefined ? undefined : position[call - 1];
  return stored === undefined ? rest : { ...rest, call: stored };
}

/** Writes the start-up calls to one provider, in the same way. Answers whether it wrote. */
export async function writeStartup(
  file: string,
  header: Header,
  servers: ReadonlyMap<string, string>,
  exchanges: readonly SourcedExchange[],
): Promise<boolean> {
  const recording = providersRecording(header, servers, exchanges, []);
  const text = recordingText(recording);
  refuseKeys(file, text);
  const old = await readText(file);
  if (old !== undefined && sameProviders(recording)(old, file)) return false;
  await writeAtomically(file, text);
  return true;
}

function start(header: Header): RecordingHeader {
  const { test, setup, stack } = header;
  const recorded = new Date().toISOString().slice(0, 10);
  return { format: FORMAT, test, ...(setup === undefined ? {} : { setup }), recorded, stack };
}

function providersRecording(
  header: Header,
  servers: ReadonlyMap<string, string>,
  exchanges: readonly SourcedExchange[],
  literals: string[],
): ProvidersRecording {
  const from: Record<string, Origin> = {};
  for (const provider of [...new Set(exchanges.map((exchange) => exchange.provider))].sort()) {
    const own = exchanges.filter((exchange) => exchange.provider === provider);
    const source = own.find((exchange) => exchange.source !== 'scripted')?.source ?? 'scripted';
    from[provider] = { server: servers.get(provider) ?? 'unknown', models: modelsOf(own), source };
  }
  const kept = exchanges.map(({ provider, call, source, request, response }): ProviderExchange => ({
    provider,
    ...(call === undefined ? {} : { call }),
    ...(source === from[provider]?.source ? {} : { source }),
    request,
    response,
  }));
  return { ...start(header), seam: 'providers', from, literals, exchanges: kept };
}

function modelsOf(exchanges: readonly ProviderExchange[]): string[] {
  const models = exchanges.flatMap(({ request: { body } }) => {
    const model = body !== undefined && 'json' in body && isObject(body.json) ? body.json.model : undefined;
    return typeof model === 'string' ? [model] : [];
  });
  return [...new Set(models)].sort();
}

/**
 * Ids that are compared as text: those that clients made up. Where the client call behind a provider call was not seen,
 * nobody can say whether its client made an id up or the stack minted it: then all of them are, since an id that is taken
 * for the stack's when it is not is forgiven when it changes.
 * @param calls at the places of their calls
 */
function idsNotMinted(exchanges: readonly ProviderExchange[], calls: readonly (ClientExchange | null)[]): string[] {
  const seen = ({ call }: ProviderExchange): boolean => call !== undefined && (calls[call - 1] ?? null) !== null;
  const ids = new Set(madeUpIds(calls));
  for (const exchange of exchanges) {
    if (seen(exchange)) continue;
    eachString(asJson(exchange.request), (text) => idsIn(text).forEach((id) => ids.add(id)));
  }
  return [...ids];
}

/** Ids that client requests have before any answer had them: the spec made them up. */
function madeUpIds(calls: readonly (ClientExchange | null)[]): string[] {
  const answered = new Set<string>();
  const madeUp = new Set<string>();
  for (const { request, response } of calls.filter((call) => call !== null)) {
    eachString(asJson(request), (text) => idsIn(text).forEach((id) => !answered.has(id) && madeUp.add(id)));
    eachString(asJson(response), (text) => idsIn(text).forEach((id) => answered.add(id)));
  }
  return [...madeUp];
}

function storedCalls(calls: readonly (ClientExchange | null)[]): ReturnType<typeof collapsePolls> {
  return collapsePolls(ownItems(calls).map(portable));
}

function sameProviders(now: ProvidersRecording): (old: string, file: string) => boolean {
  return (text, file) => {
    const old = readable(() => parseProviders(text, file));
    return (
      old !== undefined &&
      sameHeader(old, now) &&
      equal(old.from, now.from) &&
      equivalentExchanges(old.exchanges, now.exchanges)
    );
  };
}

function sameStack(now: StackRecording): (old: string, file: string) => boolean {
  return (text, file) => {
    const old = readable(() => parseStack(text, file));
    return old !== undefined && sameHeader(old, now) && old.answers === now.answers && sameCalls(old.calls, now.calls);
  };
}

/** Another answer id of the provider, or what is no drift: neither is worth a new file. */
function sameCalls(old: readonly ClientExchange[], now: readonly ClientExchange[]): boolean {
  return equivalentExchanges(old, now) || driftOf(old, now).length === 0;
}

function sameHeader(old: RecordingHeader, now: RecordingHeader): boolean {
  return old.test === now.test && old.setup === now.setup && old.stack === now.stack;
}

function equal(a: object, b: object): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    // A damaged or older file is written anew: it has nothing to keep.
    return undefined;
  }
}

function refuseKeys(file: string, text: string): void {
  const found = keyInRecording(text);
  if (found === undefined) return;
  throw new RefusedRecording(
    `The recording ${file} was not written: it would hold what looks like a key, ${found}. ` +
      'No value of this run is known to be that key, so nothing was replaced. Keep it out of the test, or hand it over in a variable that ends in _API_KEY or _TOKEN.',
  );
}
