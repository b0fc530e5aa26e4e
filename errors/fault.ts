/** What a person is told about something that went wrong. */
export interface FaultParts {
  /** What happened: one sentence. */
  what: string;
  why?: string;
  /** What to do about it. */
  fix?: string;
  /** Last lines of a process that is involved. */
  lines?: string[];
  /** File with the whole of those lines. */
  log?: string;
}

/** An error whose message is complete text for a person: what happened, why, what to do, and a process's last lines. */
export class Fault extends Error {
  override name = 'Fault';

  /** @param parts complete text, or its parts */
  constructor(parts: FaultParts | string) {
    super(typeof parts === 'string' ? parts : faultText(parts));
    // Where it was thrown tells a person nothing more.
    this.stack = this.message;
  }

  /** What `console.error` shows of it, and so Playwright of a fault in its configuration: the text alone. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.message;
  }
}

/** The command line was not understood, or asks for what there is not. Commands exit with 2. */
export class UsageFault extends Fault {
  override name = 'UsageFault';
}

/** The text of a fault, as printed. */
export function faultText({ what, why, fix, lines = [], log }: FaultParts): string {
  const sentences = [what, why, fix].filter((part) => part !== undefined && part !== '').join('\n');
  const tail = lines.length === 0 ? '' : `\nLast lines:\n${lines.map((line) => `  | ${line}`).join('\n')}`;
  return `${sentences}${tail}${log === undefined ? '' : `\nLog: ${log}`}`;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
