import type { Difference } from './compare.ts';
import type { Json, ProviderExchange, RecordedRequest } from '../recording/exchange.ts';
import { asJson } from '../recording/json.ts';
import { layout } from '../recording/layout.ts';
import type { LiveRequest, Miss } from './matching.ts';
import { proposals } from './placeholders.ts';

/** What the text about a miss needs to know besides the miss. */
export interface MissContext {
  /** Title path of the test, for a person. */
  test: string;
  /** The command that records the test again. */
  fix: string;
  /** The setup, by whose file a placeholder is declared. */
  setup?: string;
  /** Who asks; the stack without it. */
  asker?: string;
}

/** One sentence: what was asked, and that it was not recorded. */
export function missHeadline({ provider, request }: LiveRequest, asker = 'the stack'): string {
  return `No recorded answer: ${asker} asked ${provider} for ${request.method} ${request.path}.`;
}

/** The whole text: what was asked, why nothing answers it, what to do. */
export function missText(live: LiveRequest, miss: Miss, { test, fix, setup, asker }: MissContext): string {
  return [
    missHeadline(live, asker),
    `The recording of "${test}" does not hold it.`,
    causeOf(miss, live),
    ...proposalLines(miss, setup),
    `If the change is meant, record the test again:\n  ${fix}`,
  ].join('\n');
}

/** Where the request differs from the closest recorded one; nothing where there is none to compare with. */
export function missChanges(miss: Miss): { path: string; recorded: string; now: string }[] {
  if (miss.cause !== 'changed') return [];
  return miss.differences.map(({ path, recorded, live }) => ({ path, recorded: show(recorded), now: show(live) }));
}

/** The request that missed in full, and beside it the recorded one that is closest, where there is one. */
export function missDetail({ request }: LiveRequest, miss: Miss, exchanges: readonly ProviderExchange[]): string {
  const closest = miss.cause === 'changed' ? exchanges[miss.position] : undefined;
  const written = (asked: RecordedRequest): string => layout(asJson(asked));
  const now = `Asked now:\n${written(request)}`;
  if (closest === undefined || miss.cause !== 'changed') return now;
  return `${now}\nRecorded, exchange ${miss.position + 1}:\n${written(closest.request)}`;
}

/** What to declare where only a date, a folder or a time zone is another. */
function proposalLines(miss: Miss, setup = '<setup>'): string[] {
  const rules = miss.cause === 'changed' ? proposals(miss.differences) : [];
  if (rules.length === 0) return [];
  const written = rules.map(
    ({ name, what, pattern }) => `    - { name: ${name}, pattern: ${yamlText(pattern)}, why: the client says ${what} }`,
  );
  return [
    `Only ${rules.map(({ what }) => what).join(' and ')} is another. If a client bakes it into its prompt, declare it in setups/${setup}.yaml:`,
    '  placeholders:',
    ...written,
  ];
}

const yamlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function causeOf(miss: Miss, live: LiveRequest): string {
  switch (miss.cause) {
    case 'empty':
      return 'Why: this recording says that the test causes no provider call at all.';
    case 'used up':
      return `Why: used up. The recording holds this very exchange ${times(miss.times)}, and the attempt has used ${miss.times === 1 ? 'it' : 'them all'}.`;
    case 'other provider':
      return `Why: the same request was recorded from ${miss.provider}, now it went to ${live.provider}.`;
    case 'other path':
      return `Why: nothing was recorded for this method and path. Recorded: ${miss.asked.join('; ')}.`;
    case 'changed': {
      const used = miss.used ? ', already used' : '';
      const lines = miss.differences.map((difference) => `  ${describe(difference)}`);
      return [`Why: the request changed. Against exchange ${miss.position + 1}, the closest${used}:`, ...lines].join(
        '\n',
      );
    }
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

/** A difference on one line, or on three where that is too wide; of long texts only the neighbourhood of the first change. */
export function describe({ path, recorded, live, why, stretch }: Difference): string {
  const long = stretch !== undefined && JSON.stringify([recorded, live]).length > 4 * AROUND;
  const [was, is] = long ? aroundChange(stretch.recorded, stretch.live) : [show(recorded), show(live)];
  const line = `${path}: recorded ${was}, now ${is}${why === undefined ? '' : ` (${why})`}`;
  return line.length <= WIDTH
    ? line
    : `${path}:${why === undefined ? '' : ` (${why})`}\n    recorded ${was}\n    now      ${is}`;
}

/** What a report shows without scrolling. */
const WIDTH = 100;
const AROUND = 40;

function aroundChange(recorded: string, live: string): [string, string] {
  if (recorded.length <= 2 * AROUND && live.length <= 2 * AROUND) return [show(recorded), show(live)];
  let at = 0;
  while (at < recorded.length && recorded[at] === live[at]) at++;
  const cut = (text: string): string => {
    const [from, to] = [Math.max(0, at - AROUND), Math.min(text.length, at + AROUND)];
    return `${from > 0 ? '…' : ''}${JSON.stringify(text.slice(from, to))}${to < text.length ? '…' : ''}`;
  };
  return [cut(recorded), cut(live)];
}

function show(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 4 * AROUND ? `${text.slice(0, 4 * AROUND)}…` : text;
}
