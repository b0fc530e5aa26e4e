/** Markdown as this project's formatter would leave it. */

/** A table: titles, then rows of cells. Columns are padded, so that the text reads as it is. */
export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [titles, ...rows].map((row) => row.map(escaped));
  const widths = titles.map((_, column) => Math.max(3, ...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((size, column) => (row[column] ?? '').padEnd(size)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [line(head), `| ${widths.map((size) => '-'.repeat(size)).join(' | ')} |`, ...body.map(line)].join('\n');
}

/** `a.spec.ts`, `b.spec.ts` and 3 more */
export function firstOf(names: readonly string[], limit: number): string {
  // A line that says "and 1 more" is no shorter than the name itself.
  if (names.length <= limit + 1) return names.join(', ');
  return `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;
}

const escaped = (text: string) => text.replace(/\|/g, String.raw`\|`);
