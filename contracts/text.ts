/** What a person is told of findings. */
import { faultText } from '../errors/fault.ts';
import type { Finding } from './contract.ts';

/** Every failure of a test by its contracts begins so. */
const BROKEN = 'Broken contract:';

/** What the answer was, in a line: `call 2, POST /v1/responses: usage.total_tokens is missing, and is required`. */
export function findingLine({ call, at, shown, detail }: Finding): string {
  return `${call === undefined ? '' : `call ${call}, `}${at}: ${shown === '' ? 'the whole answer' : shown} ${detail}`;
}

/**
 * Complete text of findings that nobody knew.
 * @param file that the known ones stand in
 * @param line of releases, whose recordings have the answers; undefined for live ones, which nothing is made of
 */
export function unknownFindings(findings: readonly Finding[], file: string, line: string | undefined): string {
  const lines = findings.map((each) => `  ${findingLine(each)}\n    says ${each.source}`);
  const places = findings.length === 1 ? 'one place' : `${findings.length} places`;
  const entries = [...new Set(findings.map(entryOf))];
  // No recording tells of connections.
  const recorded =
    line !== undefined && findings.some(({ rule }) => rule !== 'closed')
      ? `Where the answer is recorded, "npm run contracts -- write --line ${line}" adds it. `
      : '';
  return faultText({
    what: `${BROKEN} the stack's answers are not as published in ${places}:\n${lines.join('\n')}`,
    why: 'A client that is written by these types or documents gets something else.',
    fix:
      `If the stack is known to do so, add this to ${file}:\n${entries.join('\n')}\n` +
      `${recorded}CONTRACT_FINDINGS=show lets such tests pass.`,
  });
}

/** As `setups/contracts/<line>.yaml` has it. */
function entryOf({ contract, place, rule, at, path }: Finding): string {
  // So that none is missed in the recordings.
  const passing = rule === 'closed' ? '\n  passing: true' : '';
  return `- contract: ${contract}\n  says: ${quoted(place)}\n  rule: ${rule === 'null' ? "'null'" : rule}${passing}\n  at: { ${quoted(at)}: [${quoted(path)}] }`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
