/** What a client bakes into its prompts and is another each time: declared per setup or test, never guessed. */
import type { Difference } from './compare.ts';
import type { Body, ProviderExchange, RecordedRequest } from '../recording/exchange.ts';
import { mapStrings } from '../recording/json.ts';

export interface Placeholder {
  name: string;
  /** Finds what stands for it, as the only capture group, in the text around it. */
  pattern: string;
}

/** Puts `<name>` where the rules find what changes, in the body of a request. */
export class Placeholders {
  readonly #rules: readonly { name: string; pattern: RegExp }[];

  constructor(rules: readonly Placeholder[]) {
    this.#rules = rules.map(({ name, pattern }) => ({ name, pattern: new RegExp(pattern, 'dg') }));
  }

  get any(): boolean {
    return this.#rules.length > 0;
  }

  in<T extends Pick<ProviderExchange, 'request'>>(asked: T): T {
    const { body } = asked.request;
    if (!this.any || body === undefined) return asked;
    const request: RecordedRequest = { ...asked.request, body: this.#body(body) };
    return { ...asked, request };
  }

  #body(body: Body): Body {
    if ('json' in body) return { ...body, json: mapStrings(body.json, (text) => this.#text(text)) };
    if ('text' in body) return { text: this.#text(body.text) };
    if (!('form' in body)) return body;
    return { form: body.form.map((part) => ({ ...part, content: this.#body(part.content) })) };
  }

  #text(text: string): string {
    return this.#rules.reduce((clean, { name, pattern }) => {
      let [out, end] = ['', 0];
      for (const { indices } of clean.matchAll(pattern)) {
        const [from, to] = indices?.[1] ?? [end, end];
        if (to <= end && end > 0) continue;
        out += `${clean.slice(end, from)}<${name}>`;
        end = to;
      }
      return out + clean.slice(end);
    }, text);
  }
}

const DAY = String.raw`\d{4}-\d\d-\d\d`;
const MONTH = '(?:January|February|March|April|May|June|July|August|September|October|November|December)';
const ZONE = String.raw`(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)\/\w+(?:\/\w+)?|UTC[+-]\d\d?(?::\d\d)?`;

/** What clients are known to bake in. */
const KINDS: readonly (Placeholder & { what: string })[] = [
  {
    name: 'today',
    what: 'a date',
    pattern: String.raw`${DAY}(?:T[\d:.]+Z?)?|${MONTH} \d\d?, \d{4}|\d\d? ${MONTH} \d{4}`,
  },
  { name: 'time-zone', what: 'a time zone', pattern: ZONE },
  { name: 'working-folder', what: 'a folder', pattern: String.raw`(?:\/[\w.@+-]+){2,}\/?|[A-Z]:\\[\w\\.-]+` },
];

const AROUND = 24;

/** The rules that would make these differences none, each with what it is about; empty where something else differs too. */
export function proposals(differences: readonly Difference[]): (Placeholder & { what: string })[] {
  const found = differences.map(({ recorded, live }) =>
    typeof recorded === 'string' && typeof live === 'string' ? between(recorded, live) : [],
  );
  if (found.some((rules) => rules.length === 0)) return [];
  return [...new Map(found.flat().map((rule) => [rule.pattern, rule])).values()];
}

function between(recorded: string, live: string): (Placeholder & { what: string })[] {
  const masked = (text: string): string =>
    KINDS.reduce((rest, { pattern }) => rest.replaceAll(new RegExp(pattern, 'g'), '\u0000'), text);
  if (masked(recorded) !== masked(live)) return [];
  return KINDS.flatMap(({ name, what, pattern }) => {
    const [was, is] = [recorded, live].map((text) => [...text.matchAll(new RegExp(pattern, 'g'))]);
    const at = was?.findIndex((match, i) => match[0] !== is?.[i]?.[0]) ?? -1;
    const match = was?.[at];
    if (match === undefined) return [];
    // What stands before it on its line, back to the next thing that is another each time.
    const line = recorded.slice(0, match.index).split('\n').at(-1) ?? '';
    const before = KINDS.reduce((rest, kind) => rest.split(new RegExp(kind.pattern)).at(-1) ?? '', line).slice(-AROUND);
    return [{ name, what, pattern: `${before.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(${pattern})` }];
  });
}
