/** What a person is told of broken relations. */
import { faultText } from '../../errors/fault.ts';
import type { Json } from '../../replay/recording/exchange.ts';
import { type Place, placeOf } from './known.ts';
import type { BrokenRelation } from './relations.ts';

/** Every failure of a test by its relations begins so. */
const BROKEN_RELATION = 'Broken relation:';

/** One in a line: `call 2, GET /v1/files/{id}: bytes is 4, due is 3 (stored as returned)`. */
export function relationLine({ relation, call, path, due, came }: BrokenRelation): string {
  const what = path === '' ? 'the answer' : path;
  const is = came === undefined ? 'is missing' : `is ${shortened(came)}`;
  return `call ${call.number}, ${call.operation}: ${what} ${is}, due is ${shortened(due)} (${relation.name})`;
}

/**
 * Complete text of broken relations that nobody knew.
 * @param file that the known ones stand in
 */
export function unknownRelations(broken: readonly BrokenRelation[], file: string): string {
  const relations = [...new Set(broken.map(({ relation }) => relation))];
  const places = broken.length === 1 ? 'one place' : `${broken.length} places`;
  const entries = new Map(broken.map((each) => [entryOf(placeOf(each)), each]));
  return faultText({
    what: `${BROKEN_RELATION} the stack's answers do not agree with the test's other calls in ${places}:\n${broken
      .map((each) => `  ${relationLine(each)}`)
      .join('\n')}`,
    why: `What must hold:\n${relations.map(({ name, holds, source }) => `  ${name}: ${holds} (${source})`).join('\n')}`,
    fix: `If the stack is known to do so, add this to ${file}:\n${[...entries.keys()].join('\n')}`,
  });
}

/** As `setups/relations/<line>.yaml` has it. */
function entryOf({ relation, came, operation, path }: Place): string {
  return `- relation: ${relation}\n  came: ${came === 'null' ? "'null'" : came}\n  at: { ${quoted(operation)}: [${quoted(path)}] }`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A value as JSON; what is due may be given in words, which stand as they are. */
function shortened(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}
