import { parse } from 'yaml';
import { Fault, messageOf } from './fault.ts';

/** By its text: several parts of a process ask for one file, and reading YAML is slow. */
const read = new Map<string, unknown>();

/**
 * The value that a file of YAML holds.
 * @param file named where the text is no YAML
 * @throws {Fault} with line and column
 */
export function parseYaml(text: string, file: string): unknown {
  try {
    if (!read.has(text)) read.set(text, parse(text));
    return structuredClone(read.get(text));
  } catch (error) {
    throw new Fault({
      what: `${file} is not valid YAML.`,
      why: messageOf(error).trimEnd().replaceAll(/\n+/g, '\n'),
      fix: 'Correct the file.',
    });
  }
}
