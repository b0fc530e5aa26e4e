import type { Distribution } from './distribution.ts';

/** Whether an argument or an API of the distribution came with a later release than `version`, which knows nothing of it. */
export function comesLater(name: string, { since }: Pick<Distribution, 'since'>, version: string): boolean {
  const first = since[name];
  return first !== undefined && first.localeCompare(version, undefined, { numeric: true }) > 0;
}
