import { FORMAT } from '../../replay/recording/format.ts';
import { isObject, jsonIn } from '../../replay/recording/json.ts';

/**
 * A file of format 1 as one of format 2, for `normalize`, which alone reads the old format; any other text as it is. All that
 * format 1 can say, format 2 says alike, but for the spelling of numbers: format 1 gave back what JavaScript makes of them.
 */
export function fromFormat1(text: string): string {
  // A text without it is not parsed for nothing.
  const old = text.includes('"format"') ? jsonIn(text) : undefined;
  return isObject(old) && old.format === 1 ? JSON.stringify({ ...old, format: FORMAT }) : text;
}
