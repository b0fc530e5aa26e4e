import type { Setup } from './load.ts';

/** The rules that a test has: those of its setup, and those that name it; undefined where the setup has none. */
export function placeholdersOf(title: string, rules: Setup['placeholders']) {
  return rules?.filter(({ test = '' }) => title.startsWith(test)).map(({ name, pattern }) => ({ name, pattern }));
}
