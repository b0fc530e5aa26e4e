/**
 * Ids that the stack minted while the reference recorded. Its recorder makes those of files, vector stores and batches out
 * of the test's id (`llama_stack/testing/api_recorder.py`, `_allocate_test_scoped_id`): decimal numbers, which an unmodified
 * stack never mints. They are given the form that it mints, so that a replay binds them to live ones. Ids of documents in
 * the texts of a file search are left out of its comparison (`_normalize_file_search_metadata`).
 */
import { createHash } from 'node:crypto';
import { idsIn } from '../../../replay/matching/ids.ts';
import type { ProviderExchange, RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { changeJoined } from '../../../replay/recording/joined.ts';
import { asJson, eachString, mapStrings } from '../../../replay/recording/json.ts';

const MADE = /(?<![A-Za-z0-9])(file-|vs_|batch_)(\d{1,13})(?![A-Za-z0-9])/g;
/** How many ids of a kind one test is taken to make at most. */
const MOST = 10_000;
const RANGE = 1_000_000_000_000n;

/** Whether a number is one that the recorder counted up to from the test's own. */
function isOf(test: string, digits: string): boolean {
  const first = BigInt(`0x${createHash('sha256').update(test).digest('hex')}`) % RANGE;
  const count = BigInt(digits) - first;
  return count > 0n && count <= MOST;
}

function minted(prefix: string, digits: string): string {
  const hex = digits.padStart(32, '0');
  if (prefix === 'file-') return prefix + hex;
  return `${prefix}${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** An exchange of a test with the ids that the recorder made in the form that a stack mints. */
export function withMintedIds(exchange: ProviderExchange, test: string): ProviderExchange {
  const text = (from: string): string =>
    from.replaceAll(MADE, (id: string, prefix: string, digits: string) =>
      isOf(test, digits) ? minted(prefix, digits) : id,
    );
  const { body } = exchange.request;
  const request =
    body !== undefined && 'json' in body
      ? { ...exchange.request, body: { ...body, json: mapStrings(body.json, text) } }
      : exchange.request;
  return { ...exchange, request, response: answerWith(exchange.response, text) };
}

function answerWith(answer: RecordedAnswer, text: (from: string) => string): RecordedAnswer {
  const { body, events } = answer;
  return {
    ...answer,
    ...(body !== undefined && 'json' in body ? { body: { ...body, json: mapStrings(body.json, text) } } : {}),
    ...(events === undefined ? {} : { events: changeJoined(events, (pieces) => replacedIn(pieces, text)) }),
  };
}

/** A text in pieces: what grows stays in the piece in which it begins. */
function replacedIn(pieces: readonly string[], text: (from: string) => string): string[] | undefined {
  const whole = pieces.join('');
  const changed = text(whole);
  if (changed === whole) return undefined;
  let at = 0;
  // A piece ends in the new text where the old text up to there does, an id that it cuts counted whole.
  const ends = pieces.map((piece) => text(whole.slice(0, endOfId(whole, (at += piece.length)))).length);
  return ends.map((end, i) => changed.slice(ends[i - 1] ?? 0, end));
}

/** The place itself, or the end of the id that stands across it. */
function endOfId(text: string, place: number): number {
  for (const match of text.matchAll(MADE)) {
    const end = match.index + match[0].length;
    if (match.index < place && place < end) return end;
  }
  return place;
}

/** Where the recorder takes an id for the stack's: a document in the text of a file search, and what a model cites. */
const DOCUMENT =
  /document_id:\s*([a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})|<\|([a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})\|>/g;

/**
 * The ids in requests that are compared as text: all but those that the stack is known to have minted. What is wrongly
 * taken for the stack's would be forgiven when a client sends another.
 * @param exchanges with `withMintedIds`
 */
export function literalsOf(exchanges: readonly ProviderExchange[], test: string): string[] {
  const ids = new Set<string>();
  const known = new Set<string>();
  for (const { request } of exchanges) {
    eachString(asJson(request), (text) => {
      for (const id of idsIn(text))
        if (isMinted(id, test)) known.add(id);
        else ids.add(id);
      for (const [, document, cited] of text.matchAll(DOCUMENT)) known.add(document ?? cited ?? '');
    });
  }
  return [...ids].filter((id) => !known.has(id)).sort();
}

function isMinted(id: string, test: string): boolean {
  const [, prefix = '', rest = ''] = /^(file-|vs_|batch_)([\d-]+)$/.exec(id) ?? [];
  const digits = rest.replaceAll('-', '').replace(/^0+/, '');
  return digits !== '' && digits.length <= 13 && minted(prefix, digits) === id && isOf(test, digits);
}
