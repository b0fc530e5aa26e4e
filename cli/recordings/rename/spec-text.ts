/** Titles and imports in the text of a spec file. */
import { posix } from 'node:path';

const QUOTES = ["'", '"', '`'];

/**
 * The text with another title, or how often the title stands in it as a string literal when it is not clear which is the
 * title: the only one, or the only one that a call of `test` or `describe` begins with.
 */
export function withTitle(text: string, old: string, title: string): { text: string } | { found: number } {
  const places = QUOTES.flatMap((quote) => {
    const each = literal(old, quote);
    return indexesOf(text, each).map((start) => ({ start, end: start + each.length }));
  });
  const calls = places.filter(({ start }) => /\b(test|describe)(\.\w+)*\(\s*$/.test(text.slice(0, start)));
  const [only, ...more] = places.length > 1 ? calls : places;
  if (only === undefined || more.length > 0) return { found: places.length };
  const quote = title.includes("'") && !title.includes('"') ? '"' : "'";
  return { text: text.slice(0, only.start) + literal(title, quote) + text.slice(only.end) };
}

/** How often a text stands in a file as a string literal. */
export function literalsOf(text: string, title: string): number {
  return QUOTES.flatMap((quote) => indexesOf(text, literal(title, quote))).length;
}

/**
 * The text of a file as it must be in another folder: relative imports lead to the same files.
 * @param oldFile below the project's folder, as `newFile` is
 */
export function withImportsFrom(text: string, oldFile: string, newFile: string): string {
  const [from, to] = [posix.dirname(`/${oldFile}`), posix.dirname(`/${newFile}`)];
  return text.replace(/(\b(?:from|import)\s*\(?\s*['"])(\.{1,2}\/[^'"]+)/g, (_, before: string, path: string) => {
    const moved = posix.relative(to, posix.join(from, path));
    return before + (moved.startsWith('.') ? moved : `./${moved}`);
  });
}

function literal(text: string, quote: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return quote + (quote === '`' ? escaped.replaceAll('${', '\\${') : escaped) + quote;
}

function indexesOf(text: string, part: string): number[] {
  const [first, ...rest] = text.split(part);
  let at = first?.length ?? 0;
  return rest.map((piece) => {
    const index = at;
    at += part.length + piece.length;
    return index;
  });
}
