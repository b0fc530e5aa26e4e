/** What properties are tried on: JSON of every kind, ids as a stack mints them, and changes of JSON. */
import * as fc from 'fast-check';
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject, parseJson } from '../../replay/recording/json.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });

/** An id of a stack: UUID, 32 or 48 digits, with or without a prefix. */
export const id = fc
  .tuple(
    fc.constantFrom('', 'file-', 'vs_', 'resp_', 'file_batch_', 'msg_'),
    fc.oneof(
      fc.tuple(hex(8), hex(4), hex(4), hex(4), hex(12)).map((parts) => parts.join('-')),
      hex(32),
      hex(48),
    ),
  )
  .map((parts) => parts.join(''));

/** Another id of the same kind. */
export function renewed(one: string): string {
  const [, prefix = '', core = ''] = /^([a-z_]*[-_])?(.*)$/.exec(one) ?? [];
  return prefix + core.replace(/[0-9a-f]/g, (digit) => ((parseInt(digit, 16) + 5) % 16).toString(16));
}

const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('model', 'messages', 'content', 'role', 'tools', 'stream') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '', '0', '1', '10'),
  },
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.tuple(fc.string({ maxLength: 4 }), id, fc.constantFrom('', ' ', ', ', '/content')).map((parts) => parts.join(' ')),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 8_000 }))
    .map(([part, n]) => part.repeat(n)),
  fc.constantFrom(
    'document_id: a, score: 0.5, attributes: {}',
    "'metadata_token_count': 61,",
    '\u0000<file-search-score>',
  ),
);

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 5e-324),
);

/** A JSON value, with keys that are awkward as properties. */
export const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false),
    number,
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** JSON whose top is an object, as requests have. */
export const body = fc
  .array(fc.tuple(key, json), { minLength: 1, maxLength: 5 })
  .map((entries): Json => Object.fromEntries(entries));

/** Bytes cut into network chunks, none of them empty. */
export function cut(bytes: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer[]> {
  return fc.tuple(bytes, fc.array(fc.nat(), { maxLength: 8 })).map(([whole, places]) => {
    const ends = [...new Set(places.map((place) => place % (whole.length + 1)))].sort((a, b) => a - b);
    return [0, ...ends]
      .map((from, i) => whole.subarray(from, ends[i] ?? whole.length))
      .filter(({ length }) => length > 0);
  });
}

/** A change at one place of a JSON value: `where` chooses the place, `how` and `instead` what becomes of it. */
export interface Mutation {
  where: number;
  how: 'replace' | 'delete' | 'add' | 'swap' | 'letter' | 'type' | 'wrap' | 'rename';
  instead: Json;
}

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  where: fc.nat({ max: 1_000 }),
  how: fc.constantFrom('replace', 'delete', 'add', 'swap', 'letter', 'type', 'wrap', 'rename'),
  instead: json,
});

export function mutate(value: Json, mutation: Mutation): Json {
  const places = countPlaces(value);
  let left = mutation.where % places;
  const visit = (at: Json): Json => {
    if (left-- === 0) return changed(at, mutation);
    if (Array.isArray(at)) return at.map(visit);
    if (!isObject(at)) return at;
    return Object.fromEntries(Object.entries(at).map(([name, item]) => [name, visit(item)]));
  };
  return visit(value);
}

function countPlaces(value: Json): number {
  const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return inner.reduce<number>((sum, item) => sum + countPlaces(item), 1);
}

function changed(value: Json, { how, instead, where }: Mutation): Json {
  if (how === 'wrap') return [value];
  if (how === 'type') return typeof value === 'string' ? null : JSON.stringify(value);
  if (typeof value === 'string' && how === 'letter') {
    const at = where % (value.length + 1);
    return `${value.slice(0, at)}${JSON.stringify(instead).slice(0, 2)}${value.slice(at)}`;
  }
  if (typeof value === 'number' && how === 'letter') return value + 1;
  if (Array.isArray(value)) {
    if (how === 'delete') return value.slice(0, -1);
    if (how === 'add') return [...value, instead];
    if (how === 'swap') return value.toReversed();
  } else if (isObject(value)) {
    const entries = Object.entries(value);
    const at = where % Math.max(1, entries.length);
    if (how === 'delete') return Object.fromEntries(entries.toSpliced(at, 1));
    if (how === 'add') return Object.fromEntries([...entries, ['added', instead] as const]);
    if (how === 'rename')
      return Object.fromEntries(entries.map(([name, item], i) => [i === at ? `${name}_` : name, item]));
  }
  return instead;
}

/** A value with its keys in another order, at every depth. */
export function reordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(reordered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, item]) => [name, reordered(item)]),
  );
}

/** What a value says, as text: keys sorted, and each id of a stack named by its length only. */
export function meaning(value: Json): string {
  const plain = parseJson(JSON.stringify(value));
  const say = (at: Json): string => {
    if (typeof at === 'string') return JSON.stringify(at.replace(ID, (found) => `<${found.length}>`));
    if (Array.isArray(at)) return `[${at.map(say).join()}]`;
    if (!isObject(at)) return String(at);
    const entries = Object.entries(at).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([name, item]) => `${JSON.stringify(name)}:${say(item)}`).join()}}`;
  };
  return say(plain);
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{48}|[0-9a-f]{32}/g;
