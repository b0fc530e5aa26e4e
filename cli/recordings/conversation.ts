/** A recording as a conversation: each client call, and the provider exchanges that it caused. */
import type {
  ClientExchange,
  ProviderExchange,
  RecordedAnswer,
  RecordedRequest,
  Source,
} from '../../replay/recording/exchange.ts';
import type { ProvidersRecording, StackRecording } from '../../replay/recording/format.ts';
import { bodyValue, joinedAnswer } from './joined-answer.ts';
import { answerTranscript, requestTranscript, type Line } from './transcript.ts';

export interface Exchange {
  /** `POST /v1/chat/completions`. */
  request: string;
  asked: Line[];
  /** `200`, and how it came: `stream of 13 events`, `cut`. */
  answer: string;
  answered: Line[];
}

export interface ProviderTurn extends Exchange {
  /** Position in the recording, counted from 1. */
  number: number;
  provider: string;
  source: Source | undefined;
}

export interface Turn {
  /** Position of the client call, counted from 1; undefined for exchanges that no recorded call caused. */
  call: number | undefined;
  client: Exchange | undefined;
  providers: ProviderTurn[];
}

/** The turns in the order of the client's calls; provider exchanges without a known call come last. */
export function conversation(providers: ProvidersRecording | undefined, stack: StackRecording | undefined): Turn[] {
  const turns: Turn[] = (stack?.calls ?? []).map((call, i) => ({
    call: i + 1,
    client: toExchange(call),
    providers: [],
  }));
  const others: Turn[] = [];
  for (const [i, exchange] of (providers?.exchanges ?? []).entries()) {
    const source = exchange.source ?? providers?.from[exchange.provider]?.source;
    const turn = { number: i + 1, provider: exchange.provider, source, ...toExchange(exchange) };
    ownerOf(exchange.call, turns, others).providers.push(turn);
  }
  return [...turns, ...others];
}

function ownerOf(call: number | undefined, turns: readonly Turn[], others: Turn[]): Turn {
  const known = call === undefined ? undefined : turns[call - 1];
  const other = known ?? others.find((turn) => turn.call === call);
  if (other !== undefined) return other;
  const added: Turn = { call, client: undefined, providers: [] };
  others.push(added);
  return added;
}

function toExchange({ request, response }: ClientExchange | ProviderExchange): Exchange {
  const value = joinedAnswer(response);
  return {
    request: requestLine(request),
    asked: request.body === undefined ? [] : requestTranscript(bodyValue(request.body)),
    answer: answerLine(response),
    answered: value === undefined ? [] : answerTranscript(value),
  };
}

function requestLine({ method, path, query }: RecordedRequest): string {
  return `${method} ${path}${query === undefined ? '' : `?${query}`}`;
}

function answerLine({ status, events, end, body }: RecordedAnswer): string {
  const stream = events === undefined ? undefined : `stream of ${events.length} events`;
  const broken = end === 'cut' ? 'the client went away' : end === 'broken' ? 'broken off' : undefined;
  const empty = events === undefined && body === undefined ? 'no body' : undefined;
  return [String(status), stream, broken, empty].filter((part) => part !== undefined).join(', ');
}
