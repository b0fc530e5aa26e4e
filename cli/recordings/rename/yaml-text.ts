/** Changes texts in a YAML file and leaves the rest as it is, comments and layout included. */
import { isDeepStrictEqual } from 'node:util';
import { isCollection, LineCounter, parse, parseDocument, Scalar, visit } from 'yaml';
import { Fault } from '../../../errors/fault.ts';

interface Place {
  text: string;
  line: number;
  start: number;
  end: number;
  quoted: boolean;
  /** Whether it is in brackets or braces, where a comma ends a plain text. */
  inFlow: boolean;
}

/** The one-line texts of a file, keys included, with the line that each is on. */
export function yamlTexts(yaml: string, file: string): { text: string; line: number }[] {
  return placesIn(yaml, file);
}

/**
 * @param change the new text; undefined where the old one stays
 * @throws {Fault} when the file is no YAML
 */
export function changeYaml(yaml: string, file: string, change: (text: string) => string | undefined): string {
  let [changed, at] = ['', 0];
  for (const place of placesIn(yaml, file)) {
    const text = change(place.text);
    if (text === undefined) continue;
    changed += yaml.slice(at, place.start) + written(text, place);
    at = place.end;
  }
  return changed + yaml.slice(at);
}

function placesIn(yaml: string, file: string): Place[] {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  const [error] = document.errors;
  if (error) throw new Fault({ what: `${file} is no YAML.`, why: error.message, fix: 'Correct it.' });
  const places: Place[] = [];
  visit(document, {
    Scalar(_key, { value, range, type }, path) {
      if (typeof value !== 'string' || !range) return;
      const [start, end] = range;
      if (type === Scalar.BLOCK_FOLDED || type === Scalar.BLOCK_LITERAL) return;
      const inFlow = path.some((above) => isCollection(above) && above.flow === true);
      const quoted = type !== Scalar.PLAIN;
      places.push({ text: value, line: lines.linePos(start).line, start, end, quoted, inFlow });
    },
  });
  return places.sort((a, b) => a.start - b.start);
}

function written(text: string, { quoted, inFlow }: Place): string {
  if (!quoted && isPlain(text, inFlow)) return text;
  return text.includes("'") && !text.includes('"') ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}

function isPlain(text: string, inFlow: boolean): boolean {
  try {
    return isDeepStrictEqual(parse(inFlow ? `[${text}]` : `- ${text}`), [text]);
  } catch {
    return false;
  }
}
