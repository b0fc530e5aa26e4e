/** Drift: with the model's answers held constant, did the stack answer its clients otherwise than when it was recorded? */
import { alignedDifferences } from './aligned-differences.ts';
import { Bindings, Trial } from '../matching/bindings.ts';
import { compareRequests, type Difference } from '../matching/compare.ts';
import { inOrderOfNames, steady } from './noise.ts';
import type {
  Body,
  ClientExchange,
  Json,
  RecordedAnswer,
  RecordedRequest,
  StreamEvent,
} from '../recording/exchange.ts';
import { parseJson } from '../recording/json.ts';
import { ownItems } from './own-items.ts';
import { collapsePolls } from './polls.ts';
import { comparableLists, joinPages, withoutCursor } from './shared-lists.ts';
import { substituteAnswer } from '../matching/substitute.ts';

/** What is different about one call. */
export interface CallDrift {
  /** `POST /v1/responses`. */
  title: string;
  /** `changed`: both have the call; otherwise only one side made it. */
  kind: 'changed' | 'not recorded' | 'not made';
  /** Paths start with `status`, `body` or `events`; at most `SHOWN` of them. */
  differences: Difference[];
}

/** How many differences of a call are looked for. */
export const SHOWN = 200;

/**
 * Compares the client exchanges of an attempt with the recorded ones. Calls are aligned by what they ask, not by their
 * count; ids are bound over the whole attempt; times and declared noise are left out.
 * @param live exchanges at the places of their calls; null for a call that got no whole answer
 * @param complete whether the test ran to its end, so that a recorded call that it did not make is missing
 */
export function driftOf(
  stored: readonly ClientExchange[],
  live: readonly (ClientExchange | null)[],
  complete = true,
): CallDrift[] {
  const bindings = new Bindings();
  const { calls } = collapsePolls(ownItems(joinPages(live), 'met'));
  const recorded = ownItems(joinPages(stored), 'met').filter((call) => call !== null);
  const found: CallDrift[] = [];
  let next = 0;
  for (const call of calls) {
    const at = recorded.findIndex((other, i) => i >= next && asksTheSame(other, call, bindings));
    if (at === -1) {
      found.push({ title: titleOf(call), kind: 'not recorded', differences: [] });
      continue;
    }
    found.push(...notMade(recorded.slice(next, at)));
    next = at + 1;
    const differences = answerDifferences(recorded[at], call, bindings);
    if (differences.length > 0) found.push({ title: titleOf(call), kind: 'changed', differences });
  }
  found.push(...notMade(recorded.slice(next)));
  return complete ? found : found.filter(({ kind }) => kind !== 'not made');
}

function notMade(calls: readonly ClientExchange[]): CallDrift[] {
  return calls.map((call) => ({ title: titleOf(call), kind: 'not made', differences: [] }));
}

function titleOf({ request }: ClientExchange): string {
  return `${request.method} ${request.path}`;
}

function asksTheSame(recorded: ClientExchange, live: ClientExchange, bindings: Bindings): boolean {
  const trial = new Trial(bindings);
  if (compareRequests(steadyRequest(recorded), steadyRequest(live), trial, 1).length > 0) return false;
  bindings.commit(trial.pairs);
  return true;
}

function steadyRequest(call: ClientExchange): RecordedRequest {
  const { request } = withoutCursor(call);
  const { body } = request;
  return body !== undefined && 'json' in body ? { ...request, body: { json: steady(body.json) } } : request;
}

/** Ids are bound first, so that those that a stream brings in pieces can be put in before the answers are compared. */
function answerDifferences(
  recorded: ClientExchange | undefined,
  live: ClientExchange,
  bindings: Bindings,
): Difference[] {
  if (recorded === undefined) return [];
  const [was, is] = comparableLists(recorded, live, bindings);
  const first = new Trial(bindings);
  alignedDifferences(meaning(was), meaning(is), first, Infinity, '');
  bindings.commit(first.pairs);
  const bound = substituteAnswer(was, bindings);
  if (was.status !== is.status) return otherOutcome(bound, is);
  const differences = alignedDifferences(meaning(bound), meaning(is), new Trial(new Bindings()), SHOWN, '');
  return differences.map((difference) => ({ ...difference, path: difference.path.replace(/^\./, '') }));
}

/** An error in place of an answer has another form: its fields, one by one, would tell nothing. */
function otherOutcome(recorded: RecordedAnswer, live: RecordedAnswer): Difference[] {
  const [was, is] = [contentOf(recorded), contentOf(live)];
  const status = { path: 'status', recorded: recorded.status, live: live.status };
  return JSON.stringify(was) === JSON.stringify(is) ? [status] : [status, { path: 'body', recorded: was, live: is }];
}

function meaning(answer: RecordedAnswer): Json {
  const content = contentOf(answer);
  return {
    status: answer.status,
    // The other headers that recordings keep came later than some recordings, or are the provider's.
    headers: { 'content-type': answer.headers['content-type'] ?? 'none' },
    ...(content === undefined ? {} : { [answer.events === undefined ? 'body' : 'events']: content }),
  };
}

function contentOf({ body, events }: RecordedAnswer): Json | undefined {
  if (events !== undefined) return events.map((event) => steady(eventValue(event)));
  return body === undefined ? undefined : steady(bodyValue(body));
}

function eventValue(event: StreamEvent): Json {
  return 'data' in event ? event.data : valueOf(/^data: ?(.*)\s*$/.exec(event.raw.trimEnd())?.[1] ?? event.raw);
}

function bodyValue(body: Body): Json {
  if ('json' in body) return body.json;
  if ('text' in body) return valueOf(body.text);
  return 'sha256' in body ? { sha256: body.sha256, bytes: body.bytes } : JSON.stringify(body);
}

/** The value of JSON, or of lines of JSON; any other text as it is. */
function valueOf(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return linesOf(text) ?? text;
  }
}

function linesOf(text: string): Json[] | undefined {
  try {
    const lines = text.trimEnd().split('\n').map(parseJson);
    return inOrderOfNames(lines);
  } catch {
    return undefined;
  }
}
