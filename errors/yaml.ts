import { parse } from 'yaml';
import { Fault, messageOf } from './fault.ts';

/**
 * The value that a file of YAML holds.
 * @param file named where the text is no YAML
 * @throws {Fault} with line and column
 */
export function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Fault({
      what: `${file} is not valid YAML.`,
      why: messageOf(error).trimEnd().replaceAll(/\n+/g, '\n'),
      fix: 'Correct the file.',
    });
  }
}
