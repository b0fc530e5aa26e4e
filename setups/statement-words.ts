import type { Statement } from './gap-statement.ts';

/** What a gap states, as sentences of Markdown without their full stops. */
export function statementWords(statement: Statement): string[] {
  const { status, error, event, at, is, matches, item } = statement;
  const header = statement['missing header'];
  const missingEvent = statement['missing event'];
  const field = statement['missing field'];
  const missingItem = statement['missing item'];
  const type = event ?? missingEvent;
  const whole = type === undefined ? (statement.in === undefined ? 'the answer' : 'what comes back') : 'the event';
  const place = at === undefined ? whole : `\`${at}\``;
  const value =
    is !== undefined
      ? `${place} is \`${json(is)}\``
      : matches !== undefined
        ? `${place} matches \`${matches}\``
        : field !== undefined
          ? `\`${field}\` is missing`
          : item !== undefined
            ? `${place} has the item \`${json(item)}\``
            : missingItem !== undefined
              ? `${place} does not have the item \`${json(missingItem)}\``
              : undefined;
  const events =
    event !== undefined
      ? `the stream has the event \`${event}\``
      : missingEvent !== undefined
        ? `the stream has no event \`${missingEvent}\``
        : undefined;
  return [
    ...(status === undefined ? [] : [`the status is ${status}`]),
    ...(error === undefined ? [] : [`the error says \`${error}\``]),
    ...(header === undefined ? [] : [`the header \`${header}\` is missing`]),
    ...(events === undefined ? [] : [value === undefined ? events : `${events}, in which ${value}`]),
    ...(events !== undefined || value === undefined ? [] : [value]),
  ];
}

function json(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
