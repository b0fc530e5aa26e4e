/** What a person is told of members that an answer lacks. */
import { faultText } from '../../errors/fault.ts';
import type { MissingMember } from './members.ts';

/** Every failure of a test by members that it lacks begins so. */
const MISSING = 'Missing member:';

/** One in a line: `response.completed response.usage is missing (every "response completed" has it)`. */
export function missingLine({ part, member, came }: MissingMember): string {
  const path = part.path === '' ? member : `${part.path}.${member}`;
  return `${path} is ${came} (every "${part.kind}" has it)`;
}

/**
 * Complete text of what the answers of a test lack.
 * @param line of releases
 * @param file that says what they have
 */
export function missingText(missing: readonly MissingMember[], line: string, file: string): string {
  const lines = [...new Set(missing.map((each) => `  ${missingLine(each)}`))];
  return faultText({
    what: `${MISSING} the stack's answers lack what all recorded ones of their kind have:\n${lines.join('\n')}`,
    why: `${file} lists the members that every recorded answer of ${line} has, and that are never null.`,
    fix: 'If the stack may leave them out, record the test, and let "npm run contracts -- write" take them out of the list.',
  });
}
