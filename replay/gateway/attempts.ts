import { join, relative } from 'node:path';
import type { Attempt, AttemptEnd, AttemptVerdict, Problem, Run } from '../control/protocol.ts';
import { RecordedRequests } from '../files/recorded-requests.ts';
import { attemptDrift } from './attempt-drift.ts';
import { lateCallText, readyFiles } from './attempt-files.ts';
import type { GatewayOptions } from './gateway.ts';
import type { RecordedRequest } from '../recording/exchange.ts';
import { recordAgain, recordingFolder, testTitle } from '../recording/location.ts';
import { OpenAttempt, type Handling } from './open-attempt.ts';
import { secretsOf, type Environment } from './provider.ts';
import { Recorded } from './recorded.ts';
import { RefusedAttempt } from './refused-attempt.ts';
import { install, type ReadyRecording } from '../files/recorder.ts';
import type { Redaction } from '../secrets/redaction.ts';
import { Runs } from './runs.ts';
import type { Servers } from './server-names.ts';
import { demandInside } from '../files/inside.ts';
import { PROVIDERS_FILE, readStack, STACK_FILE } from '../files/store.ts';
import { Fault } from '../../errors/fault.ts';

/** How long the closing of an attempt waits for provider calls that still run. */
const QUIET_MILLISECONDS = 5_000;
/** How many misses of an attempt are looked for in other recordings. */
const SEARCHED_MISSES = 3;

/** Opens and closes attempts. */
export class Attempts {
  readonly runs = new Runs();
  readonly #options: GatewayOptions;
  readonly #redaction: Redaction;
  readonly #servers: Servers;
  readonly #recorded: Recorded;
  readonly #recordedRequests: RecordedRequests;
  #dead: string | undefined;

  constructor(options: GatewayOptions, redaction: Redaction, servers: Servers) {
    this.#options = options;
    this.#redaction = redaction;
    this.#servers = servers;
    this.#recorded = new Recorded(options);
    this.#recordedRequests = new RecordedRequests(join(options.recordings, options.line));
  }

  /** From now on no attempt opens, and `reason` is why. */
  refuseAll(reason: string): void {
    this.#dead = reason;
  }

  /** From now on no file may hold the keys that the run brings. */
  openRun(run: Run): void {
    this.#redaction.learn(secretsOf(this.#options.providers, run.environment ?? {}));
    this.runs.open(run);
  }

  /** Where the providers' addresses and keys are looked up for an attempt of this run. */
  environmentOf(run: string): Environment {
    return { ...this.#options.environment, ...this.runs.environmentOf(run) };
  }

  /** How the answers of a run's attempts go out. */
  deliveryOf(run: string): NonNullable<Run['delivery']> {
    return this.runs.deliveryOf(run);
  }

  /** A request as recordings have it. */
  withoutSecrets(request: RecordedRequest): RecordedRequest {
    return this.#redaction.request(request);
  }

  find(id: string): OpenAttempt | { closed: string } | undefined {
    return this.runs.find(id);
  }

  /** @throws {RefusedAttempt} when the attempt cannot be served: no recording, a bad one, a missing key, a dead stack */
  async open(attempt: Attempt): Promise<void> {
    if (this.#dead !== undefined) throw new RefusedAttempt(this.#dead);
    if (!this.runs.has(attempt.run) || !attempt.id.startsWith(`${attempt.run}.`)) {
      throw new RefusedAttempt(
        `The attempt ${attempt.id} is of no test run that this gateway knows. Start the run again.`,
      );
    }
    const title = testTitle(attempt);
    const folder = recordingFolder(attempt);
    const owner = attempt.mode === 'live' ? undefined : this.runs.otherOwner(attempt.run, folder, title);
    if (owner !== undefined) {
      throw new RefusedAttempt(
        `Two tests share the recording folder ${folder}: "${owner}" and "${title}". Their titles are the same words. Rename one of them.`,
      );
    }
    if (attempt.mode !== 'live') await this.#demandInside(folder);
    const handling = await this.#handling(attempt, title, this.#absolute(folder, attempt.recordings));
    const errorsBefore = this.runs.errorsOf(attempt.run).length;
    const asker = this.#options.alone === true ? 'the application' : 'the stack';
    const open = new OpenAttempt(attempt, handling, { errorsBefore, asker });
    if (attempt.external !== undefined && handling.mode === 'replay') {
      const stack = await readStack(join(this.#absolute(folder), STACK_FILE)).catch(() => undefined);
      open.clientKeys.recorded(stack?.calls ?? []);
    }
    this.runs.add(open);
  }

  /** A recording is read and written below its folder, wherever a link in it leads. */
  async #demandInside(folder: string): Promise<void> {
    try {
      await demandInside(this.#options.recordings, this.#absolute(folder));
    } catch (error) {
      throw error instanceof Fault ? new RefusedAttempt(error.message) : error;
    }
  }

  async #handling(attempt: Attempt, title: string, folder: string): Promise<Handling> {
    const proof = this.runs.provedBy(attempt.run);
    if (proof !== undefined) return proof.handling(attempt) ?? refuseProof(title);
    if (attempt.mode === 'record' || attempt.mode === 'live') {
      this.#demandProviders(attempt);
      return { mode: attempt.mode };
    }
    const recorded = await this.#recorded.handling(attempt);
    if (recorded !== undefined) return recorded;
    if (attempt.mode === 'record-if-missing') {
      this.#demandProviders(attempt);
      return { mode: 'record' };
    }
    const file = attempt.answers === 'none' ? STACK_FILE : PROVIDERS_FILE;
    const text =
      `No recording: there is no ${relative(join(this.#options.recordings, '..'), join(folder, file))}.\n` +
      `Why: "${title}" was never recorded for ${attempt.setup} on ${this.#options.line}, or its file or title changed since.\n` +
      `Record it: ${recordAgain(attempt)}`;
    if (attempt.unrecorded === 'miss') return { mode: 'replay', unrecorded: text };
    throw new RefusedAttempt(text);
  }

  /** Their addresses and keys are asked for at the first call: a test whose spec answers, or that calls nobody, needs none. */
  #demandProviders(attempt: Attempt): void {
    const unknown = attempt.providers.find((name) => !this.#options.providers.some((each) => each.name === name));
    if (unknown === undefined) return;
    throw new RefusedAttempt(`The setup ${attempt.setup} uses ${unknown}, which is no provider of this gateway.`);
  }

  /** Ends an attempt: waits for its running calls, judges it, and writes what it recorded. */
  async close(id: string, end: AttemptEnd): Promise<AttemptVerdict | undefined> {
    const open = this.runs.find(id);
    if (!(open instanceof OpenAttempt)) return undefined;
    await open.quiet(QUIET_MILLISECONDS);
    const stillRunning = open.running > 0;
    const late = await open.clients.finish();
    await this.#searchOtherRecordings(open);
    this.runs.markClosed(open);
    open.breakOff();
    const problems = [...open.problems];
    if (stillRunning && end.complete) {
      problems.push({
        kind: 'recording',
        text: `Provider calls of "${open.title}" still ran ${QUIET_MILLISECONDS / 1000} s after its end. A test that starts background work must wait for its final status.`,
      });
    }
    if (end.complete)
      problems.push(...late.map((call) => ({ kind: 'recording' as const, text: lateCallText(call, open.title) })));
    if (end.complete && open.problems.length === 0) problems.push(...open.leftovers(end.knownGap === true));
    const drift = problems.length > 0 ? undefined : await this.#driftOf(open, end.asExpected);
    const files = await this.#record(open, end, problems);
    const { handling } = open;
    const recorded = 'recorded' in handling ? { recorded: handling.recorded } : {};
    return { problems, journal: open.journal, ...files, ...recorded, ...(drift && { drift }) };
  }

  /** Writes what is to be written of an attempt, or holds it, and answers the files. */
  async #record(
    open: OpenAttempt,
    end: AttemptEnd,
    problems: Problem[],
  ): Promise<Pick<AttemptVerdict, 'written' | 'unproved'>> {
    const { attempt } = open;
    const proof = this.runs.provedBy(attempt.run);
    const asExpected = end.asExpected && problems.length === 0;
    if (proof !== undefined) {
      if (asExpected) return { written: this.#shown(await proof.proved(attempt)) };
      const texts = problems.map(({ text }) => text);
      proof.failed(attempt, texts.join('\n') || (end.failure ?? 'the test did not end as expected.'));
      return { written: [] };
    }
    const ready = asExpected ? await this.#ready(open, end) : undefined;
    if (typeof ready === 'string') problems.push({ kind: 'recording', text: ready });
    if (ready === undefined || typeof ready === 'string') return { written: [] };
    const unproved = open.handling.mode === 'record' ? this.runs.unprovedOf(attempt.run) : undefined;
    if (unproved === undefined) return { written: this.#shown(await install(ready)) };
    unproved.hold(attempt, ready);
    return { written: [], unproved: this.#shown(ready.files.map(({ file }) => file)) };
  }

  #shown(files: readonly string[]): string[] {
    if (files.length > 0) this.#recordedRequests.changed();
    return files.map((file) => relative(join(this.#options.recordings, '..'), file));
  }

  /** Adds to the first misses where else their requests are recorded, if anywhere. */
  async #searchOtherRecordings({ misses, title, attempt }: OpenAttempt): Promise<void> {
    for (const { live, problem } of misses.slice(0, SEARCHED_MISSES)) {
      const found = await this.#recordedRequests.find(live, { test: title, setup: attempt.setup });
      if (found === undefined) continue;
      problem.text += `\nThe same request is recorded for another test: "${found.test}" (${found.setup}). A test is answered by its own recording only.`;
    }
  }

  #ready(open: OpenAttempt, end: AttemptEnd): Promise<ReadyRecording | string | undefined> {
    const { stackVersion: stack } = this.#options;
    const [redaction, servers] = [this.#redaction, this.#servers.names];
    const ownerless = this.runs.errorsOf(open.attempt.run).slice(open.errorsBefore);
    return readyFiles(open, end, {
      folder: this.#absolute(recordingFolder(open.attempt)),
      stack,
      redaction,
      servers,
      ownerless,
    });
  }

  #driftOf(open: OpenAttempt, complete: boolean): ReturnType<typeof attemptDrift> {
    const file = join(this.#absolute(recordingFolder(open.attempt)), STACK_FILE);
    return attemptDrift(open, { file, version: this.#options.stackVersion, redaction: this.#redaction, complete });
  }

  #absolute(folder: string, recordings: string = this.#options.recordings): string {
    return join(recordings, this.#options.line, folder);
  }
}

function refuseProof(title: string): never {
  throw new RefusedAttempt(`"${title}" was not recorded in the run that this one proves.`);
}
