import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Where a command's answer goes: text with colours on a terminal (or as NO_COLOR and FORCE_COLOR say), plain text elsewhere. */
export class Screen {
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  print(text = ''): void {
    this.#stream.write(`${text}\n`);
  }

  json(value: unknown): void {
    this.print(JSON.stringify(value, null, 2));
  }

  paint(format: Format, text: string): string {
    return styleText(format, text, { stream: this.#stream });
  }

  /** Whether a person sits in front of it who can be asked. */
  get interactive(): boolean {
    return this.#stream.isTTY && process.stdin.isTTY;
  }
}

/** Says on stderr what a command is doing, or what is worth knowing before it goes on. */
export function tell(text: string, format: Format = 'dim'): void {
  const screen = new Screen(process.stderr);
  screen.print(screen.paint(format, text));
}

export interface Column<Row> {
  title: string;
  text: (row: Row) => string;
  /** Numbers stand at the right. */
  right?: boolean;
}

/** Rows below a line of titles, columns two spaces apart. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ text }) => text(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, i) => (columns[i]?.right ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** A number with its noun: `1 file`, `2 files`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}

/** Fewer things than this are done before anybody wonders. */
const MANY = 1_000;

/** Says on stderr how far a long piece of work has come: in one line on a terminal, else now and then. */
export function showProgress(done: number, all: number, noun: string): void {
  if (all < MANY) return;
  const text = `${done.toLocaleString('en')} of ${count(all, noun, noun)}`;
  if (process.stderr.isTTY) process.stderr.write(`\r${text}${done === all ? '\n' : ''}`);
  else if (done === all || done % MANY === 0) process.stderr.write(`${text}\n`);
}
