/** The known name that is spelled most like `name`, or that it is a part of; undefined when none comes near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const near = known
    .map((each) => ({ each, distance: editDistance(name, each) }))
    .filter(
      ({ each, distance }) => distance <= Math.max(2, name.length / 3) || (name.length > 2 && each.includes(name)),
    )
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.each;
}

/** Levenshtein's distance, two rows at a time. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
