import type { Json } from '../recording/exchange.ts';
import { eachString, mapStrings } from '../recording/json.ts';
import type { Answer } from './answer.ts';
import type { Asked } from './request.ts';

/** What captures found in a request; or which of them found nothing. */
export type Captured = { values: ReadonlyMap<string, string> } | { missing: string };

/**
 * Looks for each pattern in the results of tools since the last user message, then in every text of the request.
 * @param capture by name; the value is the first group of the match, or all of it
 */
export function captured(capture: Answer['capture'], { body, conversation }: Asked): Captured {
  const values = new Map<string, string>();
  for (const [name, { source, flags }] of Object.entries(capture)) {
    const pattern = new RegExp(source, flags.replace(/[gy]/g, ''));
    const found = pattern.exec(conversation?.toolResults.join('\n') ?? '') ?? pattern.exec(textsOf(body));
    if (found === null) return { missing: `{{${name}}} (/${source}/${flags})` };
    values.set(name, found[1] ?? found[0]);
  }
  return { values };
}

/** A copy of a value in which `{{name}}` is what was captured under that name; others stay. */
export function filled(value: Json, values: ReadonlyMap<string, string>): Json {
  if (values.size === 0) return value;
  return mapStrings(value, (text) =>
    text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values.get(name) ?? whole),
  );
}

function textsOf(body: Json | undefined): string {
  const texts: string[] = [];
  if (body !== undefined) eachString(body, (text) => texts.push(text));
  return texts.join('\n');
}
