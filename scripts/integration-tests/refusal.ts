import { nearest } from '../../errors/nearest.ts';
import { UsageFault } from '../../errors/fault.ts';

/** Refuses a name that is not among the known ones, and offers the nearest. `what` as in `setup`. */
export function unknownName(what: string, name: string, known: readonly string[]): UsageFault {
  const near = nearest(name, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return new UsageFault(`There is no ${what} ${name}.${hint} There is: ${[...known].sort().join(', ')}.`);
}
