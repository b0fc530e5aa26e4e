import { parse } from 'yaml';
import { Fault, messageOf } from './fault.ts';
import { KeptValues } from './kept-values.ts';

let values = new KeptValues();

/**
 * From here on this process takes the values of texts that were parsed before from this file, and adds its own: parsing a
 * line's gaps takes longer than all else that a worker does before its first test.
 */
export function keepParsedYaml(file: string): void {
  values = new KeptValues(file);
}

/**
 * The value that a file of YAML holds.
 * @param file named where the text is no YAML
 * @throws {Fault} with line and column
 */
export function parseYaml(text: string, file: string): unknown {
  try {
    return values.of(text, () => parse(text));
  } catch (error) {
    throw new Fault({
      what: `${file} is not valid YAML.`,
      why: messageOf(error).trimEnd().replaceAll(/\n+/g, '\n'),
      fix: 'Correct the file.',
    });
  }
}
