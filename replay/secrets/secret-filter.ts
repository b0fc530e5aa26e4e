/** A text that must not pass, and what passes instead; both as latin-1 text, a letter for each byte. */
export interface Secret {
  bytes: string;
  instead: string;
}

/**
 * Takes secrets out of bytes on their way, also where one is cut over two chunks. Bytes that may be the beginning of a
 * secret wait for the next chunk; all others pass at once.
 */
export class SecretFilter {
  readonly #secrets: readonly Secret[];
  #held = '';

  /** @param secrets the longest first */
  constructor(secrets: readonly Secret[]) {
    this.#secrets = secrets;
  }

  /** What may pass of a chunk and of what waited; may be empty. */
  pass(chunk: Buffer): Buffer {
    if (this.#secrets.length === 0) return chunk;
    const bytes = this.#secrets.reduce(
      (clean, { bytes: secret, instead }) => clean.replaceAll(secret, () => instead),
      this.#held + chunk.toString('latin1'),
    );
    const end = bytes.length - this.#begun(bytes);
    this.#held = bytes.slice(end);
    return Buffer.from(bytes.slice(0, end), 'latin1');
  }

  /** What still waited: it was no secret. */
  rest(): Buffer {
    const rest = Buffer.from(this.#held, 'latin1');
    this.#held = '';
    return rest;
  }

  /** How many of the last bytes may be the beginning of a secret. */
  #begun(bytes: string): number {
    const lengths = this.#secrets.map(({ bytes: secret }) => {
      let length = Math.min(secret.length - 1, bytes.length);
      while (length > 0 && !secret.startsWith(bytes.slice(-length))) length--;
      return length;
    });
    return Math.max(0, ...lengths);
  }
}
