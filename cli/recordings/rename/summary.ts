/** What a person reads of a rename. */
import { count, type Screen } from '../../screen.ts';
import type { Plan } from './plan.ts';

const SHOWN = 20;

/** @param dry whether nothing was changed */
export function printPlan({ renames, moves, files, byHand, pages }: Plan, dry: boolean, screen: Screen): void {
  for (const { from, to } of renames.slice(0, SHOWN)) screen.print(`${from}\n  → ${to}`);
  if (renames.length > SHOWN) screen.print(`… and ${renames.length - SHOWN} more`);
  const places = Map.groupBy(moves, ({ from }) => from.split('/').slice(0, 2).join('/'));
  const recordings = [...places].map(([place, { length }]) => `${place} (${length})`).join(', ');
  screen.print(`Recordings: ${recordings || 'none'}`);
  for (const { from, to } of files) screen.print(from === to ? `Changed: ${to}` : `Moved: ${from} → ${to}`);
  for (const page of pages) {
    const how = page === 'docs/coverage.md' ? '"npm run coverage" writes it anew' : 'see whether it should';
    screen.print(`Has old names: ${page} (${how})`);
  }
  for (const sentence of byHand) screen.print(`${screen.paint('yellow', 'By hand:')} ${sentence}`);
  screen.print(`${count(renames.length, 'test')} ${dry ? 'would be renamed' : 'renamed'}.`);
}
