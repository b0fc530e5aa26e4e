/** The provider calls of open attempts: answered by the spec, from a recording, or by the real server. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { asRunWants, bent } from '../answers/bend.ts';
import { holds } from '../answers/condition.ts';
import type { Sent } from '../answers/delivery.ts';
import type { GivenAnswers } from '../answers/given-answers.ts';
import { readRequest } from '../answers/request.ts';
import type { JournalEntry, Run } from '../control/protocol.ts';
import type { LiveRequest } from '../matching/matching.ts';
import { missHeadline } from '../matching/miss.ts';
import { NO_ANSWER, type RecordedAnswer, type RecordedRequest } from '../recording/exchange.ts';
import { isObject } from '../recording/json.ts';
import { tokensIn, wireOf } from '../recording/wire.ts';
import type { Redaction } from '../secrets/redaction.ts';
import type { KeyOwner } from './credentials.ts';
import type { Handling, OpenAttempt } from './open-attempt.ts';
import { refuse, REFUSED, replayAnswer } from './outgoing.ts';
import type { Arrived, Relayed } from './provider-call.ts';
import { upstreamOf, type Environment, type Provider, type Upstream } from './provider.ts';
import type { RealServers } from './real-servers.ts';
import { noProviderText, unansweredText, unrecordedText } from './spec-texts.ts';

/** One provider call of an open attempt. */
export interface AttemptCall {
  attempt: OpenAttempt;
  /** Position of the client call that caused it, counted from 1. */
  call: number | undefined;
  /** Whose key it carries. */
  key: KeyOwner;
  arrived: Arrived;
  provider: Provider;
  message: IncomingMessage;
  response: ServerResponse;
}

/** What the attempts of a run have in common, by the run's id. */
export interface RunsSettings {
  /** Whether who called is told in full why it is not answered; the first line alone where it hands that on. */
  tellsAll: boolean;
  /** Where addresses and keys are looked up. */
  environment: (run: string) => Environment;
  delivery: (run: string) => NonNullable<Run['delivery']>;
  /** The list of models that a call in an imported test asks for, which is in no test's recording. */
  importedModels: (asked: LiveRequest) => RecordedAnswer | undefined;
}

export class AttemptCalls {
  readonly #real: RealServers;
  readonly #redaction: Redaction;
  readonly #runs: RunsSettings;

  constructor(real: RealServers, redaction: Redaction, runs: RunsSettings) {
    this.#real = real;
    this.#redaction = redaction;
    this.#runs = runs;
  }

  async answer(asked: AttemptCall): Promise<void> {
    const { attempt, arrived, key, message } = asked;
    const { handling } = attempt;
    const note = journalOf(asked);
    attempt.requests.push({ provider: arrived.provider, request: arrived.request, key, headers: message.headers });
    if (attempt.given !== undefined) return this.#give(asked, attempt.given, note);
    if (attempt.attempt.answers === 'none') return this.#miss(asked, noProviderText(arrived), note);
    if (handling.mode !== 'replay') return this.#ask(asked, note);
    const models = 'unrecorded' in handling || 'imported' in handling ? this.#runs.importedModels(arrived) : undefined;
    if (models !== undefined) {
      note({ outcome: 'hit', status: models.status });
      return replayAnswer(asked.response, models, { mount: arrived.mount });
    }
    if ('matching' in handling) return this.#replay(asked, handling, note);
    const text =
      'unrecorded' in handling
        ? `${missHeadline(arrived)}\n${handling.unrecorded}`
        : unrecordedText(arrived, handling.without, attempt.context);
    return this.#miss(asked, text, note);
  }

  #miss({ attempt, call, arrived, response }: AttemptCall, text: string, note: Note): Promise<void> {
    attempt.missed(text, arrived);
    attempt.explain(call, text);
    note({ outcome: 'miss', status: REFUSED });
    return refuse(response, 'replay_miss', this.#told(text));
  }

  #told(text: string): string {
    return this.#runs.tellsAll ? text : (text.split('\n')[0] ?? text);
  }

  #give(asked: AttemptCall, given: GivenAnswers, note: Note): Promise<void> {
    const { attempt, arrived, response } = asked;
    const taken = given.take(arrived);
    if ('why' in taken) return this.#miss(asked, unansweredText(taken.why, attempt.title), note);
    const { answer, ...how } = this.#delivered(asked, taken.sent);
    const { events } = wireOf(answer);
    note({ outcome: 'hit', status: answer.status, source: 'spec', ...(events !== undefined && { events }) });
    return replayAnswer(response, answer, { ...how, mount: arrived.mount });
  }

  #replay(asked: AttemptCall, handling: Replay, note: Note): Promise<void> {
    const { attempt, call, arrived, response } = asked;
    const match = attempt.match(handling.matching, arrived, arrived.key, call);
    if (!match.hit) {
      attempt.explain(call, match.text ?? 'No recorded answer.');
      note({ outcome: 'miss', status: REFUSED });
      return refuse(response, 'replay_miss', this.#told(match.text ?? 'No recorded answer.'));
    }
    const { exchange } = match;
    const { answer, ...how } = this.#delivered(asked, bentFor(asked, match.answer));
    const { events, bytes } = wireOf(answer);
    const tokens = tokensIn(bytes);
    const origin = handling.from[exchange.provider];
    const source = exchange.source ?? origin?.source;
    note({
      outcome: 'hit',
      status: answer.status,
      ...(source && { source }),
      ...(origin?.server && { server: origin.server }),
      ...(events !== undefined && { events }),
      ...(tokens !== undefined && { tokens }),
    });
    return replayAnswer(response, answer, { ...how, mount: arrived.mount });
  }

  /** What goes out, as the whole run wants it. */
  #delivered({ attempt }: AttemptCall, one: Sent): Sent {
    return asRunWants(one, this.#runs.delivery(attempt.attempt.run));
  }

  async #ask(asked: AttemptCall, note: Note): Promise<void> {
    const { attempt, call, arrived, provider, message, response } = asked;
    const position = attempt.recorded.push(undefined) - 1;
    const upstream = upstreamOf(provider, this.#runs.environment(attempt.attempt.run));
    const holds = attempt.bending !== undefined;
    const asking = this.#real.relay(arrived, provider, upstream, message, response, holds);
    const relayed = refused(await asking, asked, upstream);
    if (typeof relayed === 'string') {
      attempt.problems.push({ kind: 'upstream', text: relayed });
      attempt.explain(call, relayed);
      note({ outcome: 'failed', status: 502 });
      return refuse(response, 'provider_unreachable', relayed);
    }
    const { answer, source } = relayed;
    this.#redaction.learnIssued(answer);
    if (holds || isUnanswered(answer)) {
      const { answer: given, ...how } = bentFor(asked, this.#redaction.answer(answer));
      await replayAnswer(response, given, { ...how, mount: arrived.mount });
    }
    const outcome = answer.end === undefined ? (attempt.handling.mode === 'live' ? 'live' : 'recorded') : 'cut';
    note({ outcome, status: answer.status, source, ...(relayed.server && { server: relayed.server }) });
    attempt.recorded[position] = {
      provider: provider.name,
      ...(call === undefined ? {} : { call }),
      source,
      request: arrived.request,
      response: this.#redaction.answer(answer),
    };
  }
}

/** The answer, bent where the spec wants that for such a call. */
function bentFor({ attempt, arrived }: AttemptCall, answer: RecordedAnswer): Sent {
  const { bending } = attempt;
  if (bending === undefined || !holds(bending.when ?? {}, readRequest(arrived))) return { answer };
  return bent(answer, bending);
}

/** What cannot be reached, as an answer where the test is about that. */
function refused(relayed: Relayed | string, { attempt }: AttemptCall, upstream: Upstream | string): Relayed | string {
  if (typeof relayed !== 'string' || typeof upstream === 'string' || attempt.bending?.unreachable !== true)
    return relayed;
  const answer = { status: NO_ANSWER, headers: {}, end: 'broken' as const };
  return { answer, source: upstream.source, server: undefined };
}

/** Whether the provider closed the connection before it answered. */
function isUnanswered({ status, end }: RecordedAnswer): boolean {
  return status === NO_ANSWER && end === 'broken';
}

type Replay = Extract<Handling, { matching: object }>;
type Note = (of: Pick<JournalEntry, 'outcome' | 'status' | 'source' | 'server' | 'events' | 'tokens'>) => void;

/** Writes what came of a call into its attempt's journal, with the time that it took so far. */
function journalOf({ attempt, call, arrived, provider }: AttemptCall): Note {
  const since = performance.now();
  const at = performance.timeOrigin + since;
  const { method, path } = arrived.request;
  const model = modelOf(arrived.request);
  const entry = {
    at,
    provider: provider.name,
    ...(call === undefined ? {} : { call }),
    method,
    path,
    ...(model === undefined ? {} : { model }),
  };
  return (of) =>
    void attempt.journal.push({ ...entry, ...of, milliseconds: Math.round((performance.now() - since) * 10) / 10 });
}

function modelOf({ body }: RecordedRequest): string | undefined {
  const json = body !== undefined && 'json' in body ? body.json : undefined;
  return isObject(json) && typeof json['model'] === 'string' ? json['model'] : undefined;
}
