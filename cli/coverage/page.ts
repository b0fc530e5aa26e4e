/** The page `docs/coverage.md`. */
import { fieldsSection } from './fields.ts';
import { firstOf, markdownTable } from './markdown.ts';
import type { Seen } from './observed.ts';
import { kindOf, KINDS, nameOf, type Kind } from './operations.ts';
import { referenceSection } from './reference-section.ts';
import { type Coverage, summaryLines } from './summary.ts';

/** The whole page. Every number in it is counted. */
export function coveragePage(coverage: Coverage): string {
  const blocks = [
    '# Coverage',
    'Written by `npm run coverage` from the committed recordings, the OpenAPI document of the default distribution and ' +
      '`docs/reference-tests.yaml`: do not edit it. A test counts once, under however many setups it was recorded. ' +
      '`npm run coverage -- --tests "POST /v1/responses"` names the tests behind a row.',
    summaryLines(coverage)
      .map((line) => `- ${line}`)
      .join('\n'),
    ...operationsSection(coverage),
    ...eventsSection(coverage),
    ...fieldsSection(coverage.contracts),
    ...referenceSection(coverage),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function operationsSection({ served, observed }: Coverage): string[] {
  const titles = ['Tests', 'Answered 2xx', 'Setups', 'Called by'];
  const section = (kind: Kind) => [
    `### ${kind[0]?.toUpperCase()}${kind.slice(1)}`,
    markdownTable(
      ['Operation', ...titles],
      served.operations
        .filter((operation) => kindOf(operation) === kind)
        .map((operation) => [`\`${nameOf(operation)}\``, ...cellsOf(observed.operations.get(nameOf(operation)))]),
    ),
  ];
  const undescribed = [...observed.undescribed].sort(([a], [b]) => (a < b ? -1 : 1));
  const requests = undescribed.map(([name, seen]) => [`\`${name}\``, ...cellsOf(seen)]);
  return [
    '## Operations',
    ...KINDS.flatMap(section),
    ...(requests.length === 0
      ? []
      : ['### Requests that no operation describes', markdownTable(['Request', ...titles], requests)]),
  ];
}

function eventsSection({ events, observed }: Coverage): string[] {
  const undeclared = [...observed.events.keys()].filter(
    (type) => !events.sent.includes(type) && !Object.hasOwn(events.neverSent, type),
  );
  const row = (type: string, note = '') => {
    const seen = observed.events.get(type);
    const [tests = '', , setups = '', by = ''] = cellsOf(seen);
    return [`\`${type}\``, tests, setups, [by, note].filter((text) => text !== '').join('; ')];
  };
  return [
    '## Events of streamed responses',
    markdownTable(
      ['Event', 'Tests', 'Setups', 'Seen by'],
      [
        ...events.sent.map((type) => row(type)),
        ...undeclared.map((type) => row(type, 'not declared')),
        ...Object.entries(events.neverSent).map(([type, why]) => row(type, `never sent: ${why}`)),
      ],
    ),
  ];
}

/** Number of tests, of those answered with 2xx, setups, and the spec files with the most tests. */
function cellsOf(seen: Seen | undefined): string[] {
  if (seen === undefined || seen.tests.size === 0) return ['**0**', '', '', ''];
  const specs = Map.groupBy(seen.tests, (title) => (title.split(' › ')[0] ?? title).replace(/\.spec\.ts$/, ''));
  const most = [...specs].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  return [
    String(seen.tests.size),
    String(seen.answered.size),
    [...seen.setups].sort().join(', '),
    firstOf(
      most.map(([spec]) => spec),
      3,
    ),
  ];
}
