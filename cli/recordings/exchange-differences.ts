/** How two recordings of one test differ in meaning: what matching forgives, answer ids, times and chunk boundaries do not count. */
import { isDeepStrictEqual } from 'node:util';
import { Bindings, Trial } from '../../replay/matching/bindings.ts';
import { compareRequests, compareValues, type Difference } from '../../replay/matching/compare.ts';
import type { ClientExchange, Json, ProviderExchange } from '../../replay/recording/exchange.ts';
import { pairIds, rename, steady } from '../../replay/matching/equivalence.ts';
import { joinedAnswer } from './joined-answer.ts';

type Exchange = ClientExchange | ProviderExchange;

const LIMIT = 2_000;

/**
 * Differences with paths such as `exchange 2.response.content.choices[0].message.content`.
 * @param noun what the items are called in the paths: `exchange`, `call`
 */
export function exchangeDifferences(old: readonly Exchange[], now: readonly Exchange[], noun: string): Difference[] {
  const bindings = new Bindings();
  const names = new Map<string, string>();
  return aligned(old, now).flatMap(([was, is]) => {
    if (was === undefined || is === undefined) {
      const [list, one] = was === undefined ? [now, is] : [old, was];
      const path = `${noun} ${one === undefined ? '?' : list.indexOf(one) + 1}`;
      return [{ path, recorded: was && titleOf(was), live: is && titleOf(is), why: was ? 'gone' : 'new' }];
    }
    const trial = new Trial(bindings);
    const found = differencesOf(was, is, trial, names);
    bindings.commit(trial.pairs);
    return grouped(found).map((difference) => ({
      ...difference,
      path: `${noun} ${now.indexOf(is) + 1}.${difference.path}`,
    }));
  });
}

function differencesOf(was: Exchange, is: Exchange, trial: Trial, names: Map<string, string>): Difference[] {
  const requests = compareRequests(rename(was.request, names), is.request, trial, LIMIT);
  const [before, after] = [answerOf(was), answerOf(is)];
  pairIds(before, after, names);
  const answers = compareValues(rename(steady(before), names), steady(after), trial, LIMIT, 'response');
  const metadata = compareValues(metadataOf(was), metadataOf(is), trial, LIMIT, '').map((difference) => ({
    ...difference,
    path: difference.path.slice(1),
  }));
  return [
    ...metadata,
    ...requests.map((difference) => ({ ...difference, path: `request.${difference.path}` })),
    ...answers,
    ...(answers.length === 0 ? eventCountDifference(was, is) : []),
  ];
}

function answerOf({ response }: Exchange): Json {
  const { status, headers, end } = response;
  return { status, headers, end: end ?? null, content: joinedAnswer(response) ?? null };
}

function metadataOf(exchange: Exchange): Json {
  if (!('provider' in exchange)) return {};
  const { provider, call, source } = exchange;
  return { provider, call: call ?? null, source: source ?? null };
}

/** The same content streamed in another number of events: a re-recording rewrites the file then, so it is reported. */
function eventCountDifference(was: Exchange, is: Exchange): Difference[] {
  const [before, after] = [was.response.events?.length, is.response.events?.length];
  if (before === after) return [];
  const countOf = (events: number | undefined): string => (events === undefined ? 'no stream' : `${events} events`);
  return [
    { path: 'response.events', recorded: countOf(before), live: countOf(after), why: 'joined, they say the same' },
  ];
}

/** Vectors that differ are one difference, not hundreds. */
function grouped(differences: readonly Difference[]): Difference[] {
  const groups = Map.groupBy(differences, ({ path, recorded, live }) =>
    typeof recorded === 'number' && typeof live === 'number' ? path.replace(/\[\d+\]$/, '[*]') : path,
  );
  return [...groups].flatMap(([path, group]) => {
    if (!path.endsWith('[*]') || group.length < 4) return group;
    const distances = group.map(({ recorded, live }) => Math.abs(Number(recorded) - Number(live)));
    const largest = Math.max(...distances).toPrecision(2);
    return [
      {
        path,
        recorded: group[0]?.recorded,
        live: group[0]?.live,
        why: `${group.length} numbers differ, by ${largest} at most`,
      },
    ];
  });
}

type Pair = [old: Exchange | undefined, now: Exchange | undefined];

/** Pairs equal requests in order; between two such pairs, requests of the same provider, method and path are paired. */
function aligned(old: readonly Exchange[], now: readonly Exchange[]): Pair[] {
  const anchors = [...commonOrder(old, now), [old.length, now.length] as const];
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  for (const [nextI, nextJ] of anchors) {
    pairs.push(...pairsBetween(old.slice(i, nextI), now.slice(j, nextJ)));
    if (nextI < old.length) pairs.push([old[nextI], now[nextJ]]);
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return pairs;
}

function pairsBetween(old: readonly Exchange[], now: readonly Exchange[]): Pair[] {
  const left = [...now];
  const pairs = old.map((was): Pair => {
    const at = left.findIndex((is) => titleOf(is) === titleOf(was));
    return [was, at === -1 ? undefined : left.splice(at, 1)[0]];
  });
  return [...pairs, ...left.map((is): Pair => [undefined, is])];
}

/** The longest common subsequence of equal requests, as positions. */
function commonOrder(old: readonly Exchange[], now: readonly Exchange[]): (readonly [number, number])[] {
  const same = old.map((was) => now.map((is) => titleOf(was) === titleOf(is) && sameRequest(was, is)));
  const longest = Array.from({ length: old.length + 1 }, () => Array.from({ length: now.length + 1 }, () => 0));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const row = longest[i];
      if (row) row[j] = same[i]?.[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const order: (readonly [number, number])[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    if (same[i]?.[j]) order.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return order;
}

function sameRequest(was: Exchange, is: Exchange): boolean {
  if (isDeepStrictEqual(was.request, is.request)) return true;
  return compareRequests(was.request, is.request, new Trial(new Bindings()), 1).length === 0;
}

/** Method, path and provider; ids in the path do not take part. */
function titleOf(exchange: Exchange): string {
  const { method, path } = exchange.request;
  const to = 'provider' in exchange ? ` to ${exchange.provider}` : '';
  return `${method} ${path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}/g, '…')}${to}`;
}
