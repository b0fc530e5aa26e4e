import { createHash } from 'node:crypto';

const LENGTHS = [3, 7, 4, 6, 2, 5];

/** Cuts a text as a model does, in pieces of a few characters, so that ids come in several of them; a list is cut already. */
export function pieces(text: string | readonly string[]): readonly string[] {
  if (typeof text !== 'string') return text;
  const letters = Array.from(text);
  const cut: string[] = [];
  for (let start = 0; start < letters.length;) {
    const length = LENGTHS[cut.length % LENGTHS.length] ?? 1;
    cut.push(letters.slice(start, start + length).join(''));
    start += length;
  }
  return cut;
}

/** The whole of a text that may be given in pieces. */
export function joined(text: string | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('');
}

/** An id of letters and digits, the same each time that it is made of the same words. */
export function madeId(words: readonly (string | number | boolean)[], length: number): string {
  return createHash('sha512')
    .update(words.join('\n'))
    .digest('base64')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, length);
}
