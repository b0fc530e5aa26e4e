import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

const TAIL = 64 * 1024;

/** Our own readiness checks, which would push out the lines that matter. */
const READINESS_CHECK = /GET \/v1\/(health|models) HTTP/;

/** The last lines of a log file for a person: no empty ones, no terminal colours, JSON ones shortened to text. */
export function lastLines(file: string, count = 20): string[] {
  return stripVTControlCharacters(tail(file))
    .split(/\r?\n|\r/)
    .filter((line) => line.trim() !== '' && !READINESS_CHECK.test(line))
    .slice(-count)
    .flatMap(readable)
    .map((line) => (line.length > 400 ? `${line.slice(0, 400)} …` : line));
}

const JsonLine = z.looseObject({
  level: z.string().default('info'),
  logger: z.string().default(''),
  event: z.string(),
  exception: z.string().optional(),
  error: z.string().optional(),
});

/** A line of a JSON log as text; any other line as it is. */
function readable(line: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return [line];
  }
  const { data } = JsonLine.safeParse(value);
  if (!data) return [line];
  const { level, logger, event, error, exception } = data;
  const [first = '', ...more] = event.trim().split('\n');
  const trace = exception?.trim().split('\n') ?? (first.startsWith('Traceback') ? more : []);
  return [`${level} ${logger}: ${first}${error === undefined ? '' : `: ${error}`}`, ...trace.slice(-3)];
}

/** Whether the last 64 KiB of a log file contain a text. */
export function logContains(file: string, text: string): boolean {
  return tail(file).includes(text);
}

function tail(file: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, TAIL));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
