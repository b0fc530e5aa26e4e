/** JSON text as servers write it: numbers spelled in their way, blanks and escapes of one style. */
import * as fc from 'fast-check';
import type { Json } from '../../replay/recording/exchange.ts';
import { isObject } from '../../replay/recording/json.ts';
import { json } from './arbitraries.ts';

/** How a server writes, told apart from the code under test. */
interface Writer {
  comma: string;
  colon: string;
  /** Line end and blanks of a level; undefined for one line. */
  indent?: string;
  letter: (letter: string) => string;
}

const unicode = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
const letters: ((letter: string) => string)[] = [
  (letter) => letter,
  (letter) => (letter > '~' ? unicode(letter) : letter),
  (letter) => ('<>&\u2028\u2029'.includes(letter) ? unicode(letter) : letter),
];
const blanks = [
  { comma: ',', colon: ':' },
  { comma: ', ', colon: ': ' },
  { comma: ',', colon: ': ', indent: '  ' },
  { comma: ',', colon: ': ', indent: '\t' },
];

const digits = fc.oneof(
  fc.constantFrom('0.0', '-0', '-0.0', '1.50', '1e-07', '1E5', '1e+2', '0.00001', '100000000000000000000000', '0.10'),
  fc.constantFrom('9007199254740993', '0.1234567890123456789', '5e-324', '1e21', '7', '-3.25'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential()),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(4)),
);

/** A text of JSON, without keys that a value would list in another order. */
export const written: fc.Arbitrary<string> = fc
  .tuple(
    json,
    fc.array(digits, { minLength: 1, maxLength: 5 }),
    fc.constantFrom(...blanks),
    fc.constantFrom(...letters),
  )
  .map(([value, numbers, blank, letter]) => print(value, { ...blank, letter }, numbers));

function print(value: Json, writer: Writer, numbers: readonly string[]): string {
  let next = 0;
  const { comma, colon, indent, letter } = writer;
  const string = (text: string): string => JSON.stringify(text).split('').map(letter).join('');
  const list = (open: string, items: string[], close: string, level: number): string => {
    const [first, between, last] =
      indent === undefined
        ? ['', comma, '']
        : [`\n${indent.repeat(level + 1)}`, `${comma}\n${indent.repeat(level + 1)}`, `\n${indent.repeat(level)}`];
    return items.length === 0 ? open + close : open + first + items.join(between) + last + close;
  };
  const visit = (at: Json, level: number): string => {
    if (typeof at === 'number') return numbers[next++ % numbers.length] ?? '0';
    if (typeof at === 'string') return string(at);
    if (Array.isArray(at)) {
      const items = at.map((item) => visit(item, level + 1));
      return list('[', items, ']', level);
    }
    if (!isObject(at)) return String(at);
    const members = Object.entries(at).map(([name, item]) => string(name) + colon + visit(item, level + 1));
    return list('{', members, '}', level);
  };
  return visit(value, 0);
}
