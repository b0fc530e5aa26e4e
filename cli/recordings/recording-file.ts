/** A recording file that is read when something of it is asked for, and no further than that takes. */
import { z } from 'zod';
import { messageOf } from '../../errors/fault.ts';
import { source } from '../../replay/recording/exchange-schema.ts';
import { FORMAT } from '../../replay/recording/format.ts';

/** A file that was read. `recording` is missing where the text is none; `fault` says why then. */
export interface Loaded<T> {
  readonly path: string;
  readonly text: string;
  readonly recording?: T;
  readonly fault?: string;
}

export const outline = z.object({
  format: z.literal(FORMAT),
  test: z.string(),
  recorded: z.string(),
  answers: z.enum(['spec', 'none']).optional(),
  from: z.record(z.string(), z.object({ source })).default({}),
  exchanges: z.array(z.object({ provider: z.string(), source: source.optional() })).default([]),
  calls: z.array(z.unknown()).default([]),
});

/** The header of a recording, and which exchanges it has: a twentieth of what reading it whole takes. */
export type Outline = z.infer<typeof outline>;

/** The test's title in the header, where a file that we wrote has it. */
const TITLE = /^\{\s*"format": \d+,\s*"test": ("(?:[^"\\]|\\.)*")/;

export class RecordingFile<T> implements Loaded<T> {
  readonly path: string;
  readonly #read: () => string;
  readonly #parse: (text: string, file: string) => T;
  #text: string | undefined;
  #whole: { recording?: T; fault?: string } | undefined;
  #outline: { value: Outline | undefined } | undefined;

  /** @param path below the recordings folder */
  constructor(path: string, read: () => string, parse: (text: string, file: string) => T) {
    this.path = path;
    this.#read = read;
    this.#parse = parse;
  }

  /** Nothing where it cannot be read any more: that is no recording then. */
  get text(): string {
    return (this.#text ??= this.#readable());
  }

  get recording(): T | undefined {
    return this.#parsed().recording;
  }

  get fault(): string | undefined {
    return this.#parsed().fault;
  }

  /** Undefined where the text is no recording, as `fault` says; what is inside of an exchange is not looked at. */
  get outline(): Outline | undefined {
    return (this.#outline ??= { value: outlineOf(this.text) }).value;
  }

  /** Takes the outline from somebody who knows it: the file need not be read for it. */
  recall(outline: Outline | undefined): void {
    this.#outline ??= { value: outline };
  }

  /** The title that it states. */
  get title(): string | undefined {
    if (this.#outline?.value !== undefined) return this.#outline.value.test;
    const [, title] = TITLE.exec(this.text) ?? [];
    return title === undefined ? this.outline?.test : String(JSON.parse(title));
  }

  #readable(): string {
    try {
      return this.#read();
    } catch {
      return '';
    }
  }

  #parsed(): { recording?: T; fault?: string } {
    if (this.#whole !== undefined) return this.#whole;
    try {
      this.#whole = { recording: this.#parse(this.text, this.path) };
    } catch (error) {
      this.#whole = { fault: messageOf(error) };
    }
    return this.#whole;
  }
}

function outlineOf(text: string): Outline | undefined {
  try {
    return outline.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
