/** What a person is told of findings. */
import { faultText } from '../errors/fault.ts';
import type { Finding } from './contract.ts';

/** Every failure of a test by its contracts begins so. */
const BROKEN = 'Broken contract:';

/** One finding in a line: `POST /v1/responses: usage.total_tokens is missing, …`. */
export function findingLine({ at, path, place, detail }: Finding, title: string): string {
  return `${at}: ${path === '' ? 'the whole answer' : path} ${detail} (${title}, ${place})`;
}

/**
 * Complete text of findings that nobody knew.
 * @param titles of the contracts, by their names
 * @param file that the known ones stand in
 */
export function unknownFindings(
  findings: readonly Finding[],
  titles: ReadonlyMap<string, string>,
  file: string,
): string {
  const lines = findings.map((each) => `  ${findingLine(each, titles.get(each.contract) ?? each.contract)}`);
  const places = findings.length === 1 ? 'one place' : `${findings.length} places`;
  return faultText({
    what: `${BROKEN} the stack's answers are not as published in ${places}:\n${lines.join('\n')}`,
    why: 'A client that is written by these types or documents gets something else.',
    fix: `If the stack is known to do so, add this to ${file}:\n${findings.map(entryOf).join('\n')}`,
  });
}

/** As `setups/contracts/<line>.yaml` has it. */
function entryOf({ contract, place, rule, at, path }: Finding): string {
  return `- contract: ${contract}\n  says: ${quoted(place)}\n  rule: ${rule === 'null' ? "'null'" : rule}\n  at: { ${quoted(at)}: [${quoted(path)}] }`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
