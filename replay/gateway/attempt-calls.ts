/** The provider calls of open attempts: answered by the spec, from a recording, or by the real server. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GivenAnswers } from '../answers/given-answers.ts';
import type { JournalEntry } from '../control/protocol.ts';
import { tokensIn, wireOf } from '../recording/wire.ts';
import type { Redaction } from '../secrets/redaction.ts';
import type { Handling, OpenAttempt } from './open-attempt.ts';
import { refuse, REFUSED, replayAnswer } from './outgoing.ts';
import type { Arrived } from './provider-call.ts';
import { upstreamOf, type Environment, type Provider } from './provider.ts';
import type { RealServers } from './real-servers.ts';
import { noProviderText, unansweredText, unrecordedText } from './spec-texts.ts';

/** One provider call of an open attempt. */
export interface AttemptCall {
  attempt: OpenAttempt;
  /** Position of the client call that caused it, counted from 1. */
  call: number | undefined;
  arrived: Arrived;
  provider: Provider;
  message: IncomingMessage;
  response: ServerResponse;
}

export class AttemptCalls {
  readonly #real: RealServers;
  readonly #redaction: Redaction;
  readonly #environmentOf: (run: string) => Environment;

  /** @param environmentOf where addresses and keys are looked up for the attempts of a run */
  constructor(real: RealServers, redaction: Redaction, environmentOf: (run: string) => Environment) {
    this.#real = real;
    this.#redaction = redaction;
    this.#environmentOf = environmentOf;
  }

  async answer(asked: AttemptCall): Promise<void> {
    const { attempt, arrived, message } = asked;
    const { handling } = attempt;
    const note = journalOf(asked);
    attempt.requests.push({ provider: arrived.provider, request: arrived.request, headers: message.headers });
    if (attempt.given !== undefined) return this.#give(asked, attempt.given, note);
    if (attempt.attempt.answers === 'none') return this.#miss(asked, noProviderText(arrived), note);
    if (handling.mode !== 'replay') return this.#ask(asked, note);
    if ('matching' in handling) return this.#replay(asked, handling, note);
    return this.#miss(asked, unrecordedText(arrived, handling.without, attempt.context), note);
  }

  #miss({ attempt, arrived, response }: AttemptCall, text: string, note: Note): Promise<void> {
    attempt.missed(text, arrived);
    note({ outcome: 'miss', status: REFUSED });
    return refuse(response, 'replay_miss', text.split('\n')[0] ?? text);
  }

  #give(asked: AttemptCall, given: GivenAnswers, note: Note): Promise<void> {
    const { attempt, arrived, response } = asked;
    const taken = given.take(arrived);
    if ('why' in taken) return this.#miss(asked, unansweredText(taken.why, attempt.title), note);
    const { answer, ...how } = taken.sent;
    const { events } = wireOf(answer);
    note({ outcome: 'hit', status: answer.status, source: 'spec', ...(events !== undefined && { events }) });
    return replayAnswer(response, answer, how);
  }

  #replay({ attempt, arrived, response }: AttemptCall, handling: Replay, note: Note): Promise<void> {
    const match = attempt.match(handling.matching, arrived, arrived.key);
    if (!match.hit) {
      note({ outcome: 'miss', status: REFUSED });
      return refuse(response, 'replay_miss', match.headline ?? 'No recorded answer.');
    }
    const { answer, exchange } = match;
    const { events, bytes } = wireOf(answer);
    const tokens = tokensIn(bytes);
    const source = exchange.source ?? handling.from[exchange.provider]?.source;
    note({
      outcome: 'hit',
      status: answer.status,
      ...(source && { source }),
      ...(events !== undefined && { events }),
      ...(tokens !== undefined && { tokens }),
    });
    return replayAnswer(response, answer);
  }

  async #ask({ attempt, call, arrived, provider, message, response }: AttemptCall, note: Note): Promise<void> {
    const position = attempt.recorded.push(undefined) - 1;
    const upstream = upstreamOf(provider, this.#environmentOf(attempt.attempt.run));
    const relayed = await this.#real.relay(arrived, provider, upstream, message, response);
    if (typeof relayed === 'string') {
      attempt.problems.push({ kind: 'upstream', text: relayed });
      note({ outcome: 'failed', status: 502 });
      return refuse(response, 'provider_unreachable', relayed);
    }
    const { answer, source } = relayed;
    const outcome = answer.end === undefined ? (attempt.handling.mode === 'live' ? 'live' : 'recorded') : 'cut';
    note({ outcome, status: answer.status, source });
    attempt.recorded[position] = {
      provider: provider.name,
      ...(call === undefined ? {} : { call }),
      source,
      request: arrived.request,
      response: this.#redaction.answer(answer),
    };
  }
}

type Replay = Extract<Handling, { matching: object }>;
type Note = (of: Pick<JournalEntry, 'outcome' | 'status' | 'source' | 'events' | 'tokens'>) => void;

/** Writes what came of a call into its attempt's journal, with the time that it took so far. */
function journalOf({ attempt, call, arrived, provider }: AttemptCall): Note {
  const since = performance.now();
  const at = performance.timeOrigin + since;
  const { method, path } = arrived.request;
  const entry = { at, provider: provider.name, ...(call === undefined ? {} : { call }), method, path };
  return (of) =>
    void attempt.journal.push({ ...entry, ...of, milliseconds: Math.round((performance.now() - since) * 10) / 10 });
}
