/** The files that a recording attempt would write. */
import { BAGGAGE_ATTEMPT, type AttemptEnd } from '../control/protocol.ts';
import {
  readyRecording,
  readyStack,
  RefusedRecording,
  type ReadyRecording,
  type SourcedExchange,
} from '../files/recorder.ts';
import { refutedBy } from '../files/proof.ts';
import type { ClientExchange } from '../recording/exchange.ts';
import { parseCalls } from '../recording/format.ts';
import { recordAgain } from '../recording/location.ts';
import type { Redaction } from '../secrets/redaction.ts';
import type { OpenAttempt } from './open-attempt.ts';

export interface Surroundings {
  /** Absolute path of the folder of its recording. */
  folder: string;
  /** Package and version of the stack. */
  stack: string;
  redaction: Redaction;
  /** What the real servers are, by provider. */
  servers: ReadonlyMap<string, string>;
  /** Errors of its run, since it opened, that belong to no attempt. */
  ownerless: readonly string[];
}

/**
 * What is to be written of an attempt that ended as expected, or whose drift is accepted.
 * @returns undefined where nothing is; why it must not be written, for a person
 */
export async function readyFiles(
  open: OpenAttempt,
  end: AttemptEnd,
  { folder, stack, redaction, servers, ownerless }: Surroundings,
): Promise<ReadyRecording | string | undefined> {
  const drifted = open.handling.mode === 'replay' && end.acceptDrift === true;
  if (open.handling.mode !== 'record' && !drifted) return undefined;
  const { external } = open.attempt;
  const header = {
    test: open.title,
    setup: open.attempt.setup,
    stack,
    ...(external && { external: { ...external, command: redaction.text(external.command) } }),
  };
  const exchanges = open.recorded.filter((exchange): exchange is SourcedExchange => exchange !== undefined);
  try {
    const seen = callsOf(open, end);
    for (const call of seen) if (call !== null) redaction.learnIssued(call.response);
    const calls = seen.map((call) => (call === null ? null : redaction.exchange(call)));
    if (isEmpty(open, end, calls, exchanges)) return nothingCalledText(open);
    if (external !== undefined && ownerless.length > 0 && end.allowOwnerless !== true)
      return ownerlessCallsText(open, ownerless);
    const without = withoutAnswers(open);
    if (drifted || without !== undefined)
      return await readyStack(folder, { ...header, ...(without && { answers: without }) }, calls);
    const ready = await readyRecording(folder, header, servers, exchanges, calls);
    // Specs run once more on what they recorded; who runs another's test decides that.
    return (external && ready && refutedBy(ready, proofOf(open))) ?? ready;
  } catch (error) {
    if (error instanceof RefusedRecording) return error.message;
    return `The recording of "${open.title}" could not be written: ${String(error)}`;
  }
}

function proofOf({ requests, attempt, context }: OpenAttempt): Parameters<typeof refutedBy>[1] {
  return { requests, placeholders: attempt.placeholders, context };
}

/** The client exchanges: those that came by the base URL are known, others are told at the end. */
function callsOf({ clients }: OpenAttempt, { calls }: AttemptEnd): (ClientExchange | null)[] {
  return clients.any ? clients.exchanges() : parseCalls(calls ?? []);
}

function isEmpty(
  { given, attempt }: OpenAttempt,
  { calls: sent, allowEmpty }: AttemptEnd,
  calls: readonly (ClientExchange | null)[],
  exchanges: readonly SourcedExchange[],
): boolean {
  if (exchanges.length > 0 || given !== undefined || calls.length > 0) return false;
  // A spec that sends its calls may have made none; an external test that called nobody was most often not seen.
  return attempt.external === undefined ? sent === undefined : allowEmpty !== true;
}

/** Why a recording of an attempt holds no answers of providers; undefined where it does. */
function withoutAnswers({ given, handling, requests }: OpenAttempt): 'spec' | 'none' | undefined {
  if (given !== undefined) return 'spec';
  if (handling.mode === 'replay') return 'without' in handling ? handling.without : undefined;
  return requests.length === 0 ? 'none' : undefined;
}

function nothingCalledText({ title, attempt }: OpenAttempt): string {
  return (
    `Nothing of "${title}" was recorded: no call of a client and no call to a provider came for it.\n` +
    'Why: it called nobody, or its calls carry no identity.\n' +
    addressText(attempt)
  );
}

/** A command is told its address; who opens attempts knows theirs. */
function addressText({ id, external }: OpenAttempt['attempt']): string {
  if (external?.madeBy === 'exec')
    return 'Let its clients call the address in OPENAI_BASE_URL, which {stack} stands for in its arguments. --allow-empty says that nothing is to be called.';
  if (external?.madeBy === 'gateway')
    return 'Let the application call the gateway in place of its providers. --allow-empty says that nothing is to be called.';
  return `Let its clients call the attempt's base URL, which ends in "/@${id}/v1", or send the header "baggage: ${BAGGAGE_ATTEMPT}=${id}" with each call to the stack.`;
}

function ownerlessCallsText(open: OpenAttempt, ownerless: readonly string[]): string {
  const calls = ownerless.length === 1 ? 'a provider call came' : `${ownerless.length} provider calls came`;
  return (
    `Nothing of "${open.title}" was recorded: ${calls} that belong to no attempt.\n` +
    `Why: they may be calls that are missing here. The first: ${ownerless[0]}\n` +
    `Let all clients call the attempt's base URL, and record it again: ${recordAgain(open.attempt)}`
  );
}

/** A client call that had to be ended with its attempt. */
export function lateCallText(call: string, title: string): string {
  return (
    `The call ${call} of "${title}" still ran when its attempt was closed. It was ended by force.\n` +
    'Close an attempt when its clients have their answers, or have closed their connections.'
  );
}
