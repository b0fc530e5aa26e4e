import type { Trial } from './bindings.ts';
import type { Body, FormPart, Json, RecordedRequest } from '../recording/exchange.ts';
import { splitAtIds } from './ids.ts';
import { isObject } from '../recording/json.ts';
import { mask, mayBeMasked } from './rules.ts';

/** One place where a live request is not the recorded one. */
export interface Difference {
  /** `method`, `path`, `query`, or a JSON path below `body`: `body.messages[1].content`. */
  path: string;
  /** undefined: there is no such value on that side. */
  recorded: Json | undefined;
  live: Json | undefined;
  /** Said where the values alone do not explain it. */
  why?: string;
  /** Of texts that differ: the stretch between two ids in which they do, with forgiven numbers taken out. */
  stretch?: { recorded: string; live: string };
}

/**
 * Compares a live request with a recorded one: JSON by value (order of keys free, of arrays kept), ids of the stack by
 * position, and what `rules.ts` declares by tolerance. Collects at most `limit` differences; none means equal, and then
 * `trial.pairs` holds the bindings that make it so.
 */
export function compareRequests(
  recorded: RecordedRequest,
  live: RecordedRequest,
  trial: Trial,
  limit: number,
): Difference[] {
  const comparison = new Comparison(trial, limit);
  comparison.value(recorded.method, live.method, 'method');
  comparison.value(recorded.path, live.path, 'path');
  comparison.value(recorded.query, live.query, 'query');
  comparison.value(recorded.headers ?? {}, live.headers ?? {}, 'headers');
  comparison.body(recorded.body, live.body, 'body');
  return comparison.differences;
}

/** Compares two JSON values in the same way; `path` is what the differences' paths start with. */
export function compareValues(recorded: Json, live: Json, trial: Trial, limit: number, path: string): Difference[] {
  const comparison = new Comparison(trial, limit);
  comparison.value(recorded, live, path);
  return comparison.differences;
}

class Comparison {
  readonly differences: Difference[] = [];
  readonly #trial: Trial;
  readonly #limit: number;

  constructor(trial: Trial, limit: number) {
    this.#trial = trial;
    this.#limit = limit;
  }

  get #full(): boolean {
    return this.differences.length >= this.#limit;
  }

  #differ(path: string, recorded: Json | undefined, live: Json | undefined, why?: string): void {
    if (!this.#full)
      this.differences.push(why === undefined ? { path, recorded, live } : { path, recorded, live, why });
  }

  body(recorded: Body | undefined, live: Body | undefined, path: string): void {
    if (recorded === undefined || live === undefined) {
      if (recorded !== live) this.#differ(path, preview(recorded), preview(live));
    } else if ('json' in recorded && 'json' in live) this.value(recorded.json, live.json, path);
    else if ('text' in recorded && 'text' in live) this.value(recorded.text, live.text, path);
    else if ('form' in recorded && 'form' in live) this.#form(recorded.form, live.form, path);
    else if ('base64' in recorded && 'base64' in live) this.#exact(recorded.base64, live.base64, path);
    else if ('sha256' in recorded && 'sha256' in live) this.#exact(recorded.sha256, live.sha256, path);
    else this.#differ(path, preview(recorded), preview(live), 'the bodies are of different kinds');
  }

  #form(recorded: FormPart[], live: FormPart[], path: string): void {
    for (let i = 0; i < Math.max(recorded.length, live.length); i++) {
      const [was, is] = [recorded[i], live[i]];
      const at = `${path}.${was?.name ?? is?.name ?? i}`;
      if (was === undefined || is === undefined) {
        this.#differ(at, was?.name, is?.name);
        continue;
      }
      this.#exact(was.name, is.name, `${at}.name`);
      this.value(was.filename, is.filename, `${at}.filename`);
      this.#exact(was.type, is.type, `${at}.type`);
      this.body(was.content, is.content, at);
    }
  }

  #exact(recorded: string | undefined, live: string | undefined, path: string): void {
    if (recorded !== live) this.#differ(path, recorded, live);
  }

  value(recorded: Json | undefined, live: Json | undefined, path: string): void {
    if (this.#full) return;
    if (typeof recorded === 'string' && typeof live === 'string') this.#text(recorded, live, path);
    else if (Array.isArray(recorded) && Array.isArray(live)) {
      for (let i = 0; i < Math.max(recorded.length, live.length); i++)
        this.value(recorded[i], live[i], `${path}[${i}]`);
    } else if (isObject(recorded) && isObject(live)) {
      for (const key of new Set([...Object.keys(recorded), ...Object.keys(live)])) {
        this.value(own(recorded, key), own(live, key), `${path}.${key}`);
      }
    } else if (recorded !== live) this.#differ(path, recorded, live);
  }

  #text(recorded: string, live: string, path: string): void {
    if (mayBeMasked(recorded) && mayBeMasked(live)) {
      const [was, is] = [mask(recorded), mask(live)];
      const apart = was.numbers.find((number, i) => {
        const other = is.numbers[i];
        return other?.rule === number.rule && Math.abs(other.value - number.value) > number.rule.tolerance;
      });
      const uneven = was.numbers.length !== is.numbers.length;
      if (apart !== undefined)
        this.#differ(
          path,
          recorded,
          live,
          `beyond the tolerance of ${apart.rule.tolerance} of the rule ${apart.rule.name}`,
        );
      // Also a text that says what a mask says, where the other has a number.
      else if (uneven) this.#differ(path, recorded, live, 'the rules find a number to forgive on one side only');
      else this.#textWithIds(was.text, is.text, path, recorded, live);
    } else this.#textWithIds(recorded, live, path, recorded, live);
  }

  #textWithIds(recorded: string, live: string, path: string, wholeRecorded: string, wholeLive: string): void {
    const was = splitAtIds(recorded);
    const is = recorded === live ? was : splitAtIds(live);
    const at = was.literals.findIndex((text, i) => text !== is.literals[i]);
    if (at !== -1 || was.literals.length !== is.literals.length) {
      const stretch = {
        recorded: was.literals.at(at) ?? '',
        live: at === -1 ? (is.literals.at(-1) ?? '') : (is.literals[at] ?? ''),
      };
      if (!this.#full) this.differences.push({ path, recorded: wholeRecorded, live: wholeLive, stretch });
      return;
    }
    for (const [i, id] of was.ids.entries()) {
      const other = is.ids[i];
      const conflict = other === undefined ? 'no id' : this.#trial.add(id, other);
      if (conflict !== undefined) this.#differ(path, id, other, conflict);
    }
  }
}

function own(object: { [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function preview(body: Body | undefined): Json | undefined {
  if (body === undefined) return undefined;
  if ('json' in body) return body.json;
  if ('text' in body) return body.text;
  if ('form' in body) return `form with ${body.form.map((part) => part.name).join(', ')}`;
  if ('sha256' in body) return `${body.bytes} bytes, sha256 ${body.sha256}`;
  return `${Math.floor((body.base64.length * 3) / 4)} bytes`;
}
