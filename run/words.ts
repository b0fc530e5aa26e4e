import { UsageFault } from '../errors/fault.ts';
import { nearest } from '../errors/nearest.ts';

/**
 * The word that a setting gives, one of those that it may have.
 * @param setting its name, for the error: `DRIFT`
 * @param thing what the words are, for the error: `mode`
 * @throws {UsageFault} for another word
 */
export function wordOf<T extends string>(setting: string, word: string, words: readonly T[], thing: string): T {
  const found = words.find((each) => each === word);
  if (found !== undefined) return found;
  throw new UsageFault({
    what: `${setting}=${word} is no ${thing}.`,
    why: `The ${thing}s are ${words.join(', ')}.`,
    fix: `${didYouMean(word, words)}Give one of these, or leave ${setting} out.`,
  });
}

/** `Did you mean replay? `, with the blank behind it; nothing where no word comes near. */
export function didYouMean(word: string, words: readonly string[]): string {
  const near = nearest(word, words);
  return near === undefined ? '' : `Did you mean ${near}? `;
}
