/** The part of the page about the reference's test functions. */
import { referenceName } from './mapping-faults.ts';
import { markdownTable } from './markdown.ts';
import type { ReferenceTest } from './reference-tests.ts';
import { type Coverage, NOT_YET } from './summary.ts';

/** Blocks of Markdown: what is not carried, by reason, then what is, by file. */
export function referenceSection({ functions, mapping }: Coverage): string[] {
  const routes = new Map(functions.map((each) => [referenceName(each), each.routes]));
  const named = (each: ReferenceTest) => `\`${each.name}\` (${routes.get(referenceName(each)) ?? '?'})`;
  const without = Map.groupBy(
    mapping.filter(({ tests }) => tests.length === 0),
    ({ none }) => none ?? '',
  );
  // What can still be done about it comes first.
  const reasons = [...without].sort(([a], [b]) => Number(b.startsWith(NOT_YET)) - Number(a.startsWith(NOT_YET)));
  const carried = Map.groupBy(
    mapping.filter(({ tests }) => tests.length > 0),
    ({ file }) => file,
  );
  return [
    '## Test functions of the reference',
    'In brackets the routes that a function calls: A only OpenAI-compatible ones, M native ones too, N native ones only, X no HTTP at all.',
    '### Not carried, and why',
    markdownTable(
      ['Reason', 'Functions', 'In'],
      reasons.map(([why, entries]) => [why, String(entries.length), countsByFile(entries)]),
    ),
    '### Carried',
    ...[...carried].flatMap(([file, entries]) => [
      `#### ${file}`,
      entries.map((each) => [`- ${named(each)}`, ...each.tests.map((title) => `  - ${title}`)].join('\n')).join('\n'),
    ]),
  ];
}

/** A single function by its name, several of a file by their number. */
function countsByFile(entries: readonly ReferenceTest[]): string {
  return [...Map.groupBy(entries, ({ file }) => file)]
    .map(([file, each]) => {
      const [only] = each;
      return each.length === 1 && only ? `${file} \`${only.name}\`` : `${file} (${each.length})`;
    })
    .join('<br>');
}
