/**
 * Ids that the stack mints: a UUID or a run of 32 or 48 hexadecimal digits, with or without a prefix (`file-…`, `vs_…`,
 * `resp_…`, `msg_…`, `fc_…`, `conv_…`), and the shorter ones of a few kinds, which need their prefix. They are random, so a
 * recorded one and a live one are compared by position and bound to each other for the rest of the attempt.
 */
const CORE = '(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{48}|[0-9a-f]{32})';
const SHORT_PREFIX = '(?:(?:batch|msgbatch|msg|resp|cmp|toolu|job)_|interaction-)';
const SHORT = `(?:${SHORT_PREFIX}[0-9a-f]{24}|batch_[0-9a-f]{16})`;
const ID = new RegExp(`(?<![A-Za-z0-9])(?:${SHORT}|(?:[a-z]{1,12}(?:_[a-z]{1,8})?[-_])?${CORE})(?![A-Za-z0-9])`, 'g');
/** Found in every id, and far sooner than an id. */
const PART = /[0-9a-f]{8}-[0-9a-f]{4}-|[_-][0-9a-f]{16}|[0-9a-f]{32}/;
/** The hexadecimal digits that every id has at least in a row. */
const RUN = 8;
const SHORTEST = 'batch_'.length + 16;
const CORE_AT_END = new RegExp(`(?:${CORE}|(?<=^${SHORT_PREFIX})[0-9a-f]+)$`);

/** A text cut at its ids: `literals` has one element more than `ids`. */
export interface IdText {
  literals: string[];
  ids: string[];
}

export function splitAtIds(text: string): IdText {
  const literals: string[] = [];
  const ids: string[] = [];
  let end = 0;
  if (mayHoldId(text)) {
    for (const match of text.matchAll(ID)) {
      literals.push(text.slice(end, match.index));
      ids.push(match[0]);
      end = match.index + match[0].length;
    }
  }
  literals.push(text.slice(end));
  return { literals, ids };
}

/** Whether a text can hold an id: the quick way out for most texts. */
export function mayHoldId(text: string): boolean {
  return text.length >= SHORTEST && hasRun(text) && PART.test(text);
}

/** Whether a text has eight hexadecimal digits in a row: then one of them stands at a place that is a multiple of eight. */
function hasRun(text: string): boolean {
  for (let i = RUN - 1; i < text.length; i += RUN) {
    if (!isDigit(text.charCodeAt(i))) continue;
    let [from, to] = [i, i + 1];
    while (from > 0 && isDigit(text.charCodeAt(from - 1))) from--;
    while (to < text.length && isDigit(text.charCodeAt(to))) to++;
    if (to - from >= RUN) return true;
  }
  return false;
}

function isDigit(sign: number): boolean {
  return (sign >= 0x30 && sign <= 0x39) || (sign >= 0x61 && sign <= 0x66);
}

export function idsIn(text: string): string[] {
  return splitAtIds(text).ids;
}

/** Whether two ids are of one kind: same prefix, same form, same length. Only such ids may be bound to each other. */
export function sameKind(a: string, b: string): boolean {
  const [prefix, other] = [a.replace(CORE_AT_END, ''), b.replace(CORE_AT_END, '')];
  return prefix === other && a.length === b.length;
}
