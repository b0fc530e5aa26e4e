/** Random choices that a seed repeats. */
export type Random = () => number;

/** Mulberry32: numbers from 0 up to 1, the same for the same seed on every machine. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @returns an integer from 0 up to `below` */
export function below(count: number, random: Random): number {
  return Math.floor(random() * count);
}

/** @throws {RangeError} for an empty list */
export function oneOf<T>(list: readonly T[], random: Random): T {
  const chosen = list[below(list.length, random)];
  if (chosen === undefined) throw new RangeError('There is nothing to choose from.');
  return chosen;
}

/** So many of the list, none twice, in random order; all of a list that has no more. */
export function sampleOf<T>(list: readonly T[], size: number, random: Random): T[] {
  const left = [...list];
  const chosen: T[] = [];
  while (chosen.length < size && left.length > 0) {
    const at = below(left.length, random);
    const last = left.pop();
    const taken = at < left.length ? left[at] : last;
    if (at < left.length && last !== undefined) left[at] = last;
    if (taken !== undefined) chosen.push(taken);
  }
  return chosen;
}
