import type { Json } from '../recording/exchange.ts';
import { isObject } from '../recording/json.ts';
import { withoutInstallation } from './installation.ts';

/** Fields of a stack's answer that say when or where it was given, and nothing of what it does: that they are there counts. */
const NOISE: readonly { field: RegExp; reason: string }[] = [
  { field: /^(created|modified|updated|(?:.*_)?timestamp|.*_at)$/, reason: 'times' },
  { field: /^usage_bytes$/, reason: 'counted a moment after the object is ready, so what a look sees is chance' },
  { field: /^obfuscation$/, reason: 'padding of random length' },
  { field: /^processing_time_ms$/, reason: 'how long a file took, which is chance' },
  { field: /^metadata_token_count$/, reason: 'counts the tokens of a text with random ids' },
];

/** Numbers whose last digits depend on the processor are compared to this many decimals. */
const ROUNDED = new Map([['score', 5]]);

/** Pieces of text that are others in every run. */
const NOISY_TEXT: readonly { piece: RegExp; instead: string; reason: string }[] = [
  {
    piece: /\b(127\.0\.0\.1|localhost):\d+/g,
    instead: '$1:port',
    reason:
      'servers that a test starts itself, and the gateway, are real in every mode and have another port in every run',
  },
  {
    piece: /(?:\/[\w.-]+)*\/e2e-stack-\w{6}(?=\/)/g,
    instead: '/state',
    reason: 'the folder of a launch is made anew for it, and a provider’s settings name it',
  },
  {
    piece: /(?<=\b[a-z]{2,12}_)[0-9a-f]{3,12}(?=\.\.\.)/g,
    instead: 'id',
    reason: 'a validator shortens what it cites, and leaves a part of an id that cannot be bound',
  },
];

/** A copy of a value of an answer, or of a request, without its declared noise. */
export function steady(value: Json): Json {
  if (typeof value === 'string') return steadyText(value);
  if (Array.isArray(value)) return value.map(steady);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isNoise(key) ? 'any' : rounded(key, steady(item))]),
  );
}

function isNoise(key: string): boolean {
  return NOISE.some(({ field }) => field.test(key));
}

function steadyText(text: string): string {
  return NOISY_TEXT.reduce((steady, { piece, instead }) => steady.replace(piece, instead), withoutInstallation(text));
}

function rounded(key: string, value: Json): Json {
  const digits = ROUNDED.get(key);
  return digits === undefined || typeof value !== 'number' ? value : Number(value.toFixed(digits));
}

/** Results of a batch come in the order in which their requests ended, which is a race in the stack: by name they are steady. */
export function inOrderOfNames(lines: readonly Json[]): Json[] {
  const name = (line: Json): string => (isObject(line) && typeof line.custom_id === 'string' ? line.custom_id : '');
  return lines.toSorted((a, b) => (name(a) < name(b) ? -1 : Number(name(a) > name(b))));
}
