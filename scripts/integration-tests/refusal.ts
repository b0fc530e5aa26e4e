import { nearest } from '../../stack/nearest.ts';

/** The command line was not understood, or asks for what there is not. The message is complete text for a person. */
export class Refusal extends Error {
  override name = 'Refusal';
}

/** Refuses a name that is not among the known ones, and offers the nearest. `what` as in `setup`. */
export function unknownName(what: string, name: string, known: readonly string[]): Refusal {
  const near = nearest(name, known);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  return new Refusal(`There is no ${what} ${name}.${hint} There is: ${[...known].sort().join(', ')}.`);
}
