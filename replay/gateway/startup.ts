import { compareRequests } from '../matching/compare.ts';
import { Bindings, Trial } from '../matching/bindings.ts';
import type { Mode } from '../control/protocol.ts';
import type { LiveRequest } from '../matching/matching.ts';
import { BadRecording, type ProvidersRecording } from '../recording/format.ts';
import type { RecordedAnswer } from '../recording/exchange.ts';
import { writeStartup, type SourcedExchange } from '../files/recorder.ts';
import { shippedStartup } from '../files/shipped-startup.ts';
import { importedModelsFile, readProviders, startupFile } from '../files/store.ts';
import { withModels } from '../recording/model-lists.ts';

/**
 * The calls that a stack makes before any test: model lists, versions, health. They say what a provider is, so the same
 * request gets the same answer however often a starting stack asks.
 */
export class Startup {
  readonly #recordings: string;
  readonly #line: string;
  readonly #stack: string;
  readonly #files = new Map<string, ProvidersRecording>();
  /** Lists with the models of imported recordings. */
  readonly #imported = new Map<string, ProvidersRecording>();
  readonly #recorded = new Map<string, SourcedExchange[]>();
  readonly #problems: string[] = [];
  readonly #unreachable = new Set<string>();
  /** What is wrong with recordings that are to be recorded anew, per provider. */
  readonly #damaged = new Map<string, string>();
  #modes: Readonly<Record<string, Mode>>;

  private constructor(recordings: string, line: string, stack: string, modes: Readonly<Record<string, Mode>>) {
    this.#recordings = recordings;
    this.#line = line;
    this.#stack = stack;
    this.#modes = modes;
  }

  /** Reads the start-up recordings. What cannot be read is a problem, told by `problem()`. */
  static async read(
    recordings: string,
    line: string,
    stack: string,
    modes: Readonly<Record<string, Mode>>,
  ): Promise<Startup> {
    const startup = new Startup(recordings, line, stack, modes);
    for (const provider of Object.keys(modes)) await startup.#read(provider);
    return startup;
  }

  async #read(provider: string): Promise<void> {
    const mode = this.#modes[provider] ?? 'replay';
    if (mode === 'live') return;
    const file = startupFile(this.#recordings, this.#line, provider);
    try {
      const recording = (await readProviders(file)) ?? (await readShipped(this.#line, provider));
      const imported = await readProviders(importedModelsFile(this.#recordings, this.#line, provider));
      if (imported !== undefined) this.#imported.set(provider, imported);
      if (recording !== undefined) this.#files.set(provider, recording);
      else if (mode === 'record-if-missing') this.#modes = { ...this.#modes, [provider]: 'record' };
    } catch (error) {
      if (!(error instanceof BadRecording)) throw error;
      if (mode === 'record') this.#damaged.set(provider, error.message);
      else this.#problems.push(error.message);
    }
  }

  mode(provider: string): Mode {
    return this.#modes[provider] ?? 'replay';
  }

  /** The recorded answer to a start-up call. A call that is not recorded is a problem, told by `problem()`. */
  answer(asked: LiveRequest): RecordedAnswer | undefined {
    const found = this.recorded(asked);
    if (found === undefined)
      this.#problems.push(this.#missing(asked.provider, `${asked.request.method} ${asked.request.path}`));
    return found;
  }

  /**
   * The recorded answer to a start-up call that was to be recorded, where the provider cannot be asked: tests whose spec
   * gives the answers need no more of it. Nothing of its start-up is written then.
   * @param why it cannot; a problem, told by `problem()`, where nothing is recorded either
   */
  unreachable(asked: LiveRequest, why: string): RecordedAnswer | undefined {
    this.#recorded.delete(asked.provider);
    this.#unreachable.add(asked.provider);
    const found = this.recorded(asked);
    if (found === undefined) this.#problems.push([why, this.#damaged.get(asked.provider)].filter(Boolean).join('\n'));
    return found;
  }

  /** The recorded answer to a call, where it equals one of a starting stack. */
  recorded(asked: LiveRequest): RecordedAnswer | undefined {
    const recorded = answerIn(this.#files, asked);
    const imported = answerIn(this.#imported, asked);
    return recorded === undefined || imported === undefined ? (recorded ?? imported) : withModels(recorded, imported);
  }

  /** The list of models for a call in an imported test: the recorder of those kept lists beside its tests. */
  importedModels(asked: LiveRequest): RecordedAnswer | undefined {
    return answerIn(this.#imported, asked) && this.recorded(asked);
  }

  #missing(provider: string, call: string): string {
    const file = startupFile(this.#recordings, this.#line, provider);
    const why = this.#files.has(provider) ? `${file} does not hold it` : `there is no ${file}`;
    return (
      `The starting stack asked ${provider} for ${call}, and no recording answers: ${why}. Record the start-up of ${provider} ` +
      `again by recording any test of a setup that uses it: npm run record -- --project=<setup> -g "<test>".`
    );
  }

  record(exchange: SourcedExchange): void {
    if (this.#unreachable.has(exchange.provider)) return;
    const exchanges = this.#recorded.get(exchange.provider) ?? [];
    const known = exchanges.some((other) => JSON.stringify(other.request) === JSON.stringify(exchange.request));
    if (!known) this.#recorded.set(exchange.provider, [...exchanges, exchange]);
  }

  /** Writes what was recorded, one file per provider. */
  async write(servers: ReadonlyMap<string, string>): Promise<void> {
    for (const [provider, exchanges] of this.#recorded) {
      const file = startupFile(this.#recordings, this.#line, provider);
      await writeStartup(file, { test: `start-up of ${provider}`, stack: this.#stack }, servers, exchanges);
    }
    this.#recorded.clear();
  }

  problem(): string | undefined {
    return this.#problems.length === 0 ? undefined : [...new Set(this.#problems)].join('\n');
  }
}

function answerIn(
  files: ReadonlyMap<string, ProvidersRecording>,
  { provider, request }: LiveRequest,
): RecordedAnswer | undefined {
  return files
    .get(provider)
    ?.exchanges.find(
      (exchange) => compareRequests(exchange.request, request, new Trial(new Bindings()), 1).length === 0,
    )?.response;
}

async function readShipped(line: string, provider: string): Promise<ProvidersRecording | undefined> {
  const file = shippedStartup(line, provider);
  return file === undefined ? undefined : readProviders(file);
}
