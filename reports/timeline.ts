/** A test's calls as a picture on a time line: client calls above, under each the provider calls that it caused. */
import { escaped } from './run-page/html.ts';

export interface TimelineCall {
  /** `POST /v1/responses` */
  label: string;
  /** Milliseconds, of one clock for all calls. */
  start: number;
  end: number;
  /** When the first part of its answer came, on the same clock; undefined where none did. */
  first: number | undefined;
  /** When its answer's events came, on the same clock. */
  events: readonly number[];
  /** `200`, or what came instead of an answer. */
  answer: string;
  kind: 'ok' | 'error' | 'cut';
  /** The provider calls that it caused. */
  caused: readonly TimelineProviderCall[];
}

export interface TimelineProviderCall {
  /** `ollama /v1/chat/completions` */
  label: string;
  start: number;
  end: number;
  /** `hit`, `miss`, `recorded`, `live`, `cut`, `failed`. */
  outcome: string;
  /** How many events its answer had, where it was a stream. */
  events: number | undefined;
}

type Scale = (time: number) => number;

const WIDTH = 960;
const NAMES = 330;
/** Room for what came of the last call. */
const ANSWER = 130;
const ROW = 22;
const HEAD = 34;
const FOOT = 30;
/** What a picture can show; a test with more calls has its last ones here. */
const MOST_ROWS = 60;
const MOST_TICKS = 200;

/** The picture as SVG text; undefined where there is no call. */
export function timeline(calls: readonly TimelineCall[]): string | undefined {
  const rows = calls.flatMap((call) => [
    { call, provider: undefined },
    ...call.caused.map((provider) => ({ call, provider })),
  ]);
  const shown = rows.slice(-MOST_ROWS);
  if (shown.length === 0) return undefined;
  const begin = Math.min(...shown.map(({ call, provider }) => (provider ?? call).start));
  const end = Math.max(begin + 1, ...shown.map(({ call, provider }) => (provider ?? call).end));
  const x = (time: number) => NAMES + ((time - begin) / (end - begin)) * (WIDTH - NAMES - ANSWER);
  const height = HEAD + shown.length * ROW + FOOT;
  const lines = shown.map(({ call, provider }, at) => {
    const y = HEAD + at * ROW;
    return provider === undefined ? clientRow(call, y, x) : providerRow(provider, y, x);
  });
  const left = rows.length - shown.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>${shown.length} calls in ${Math.round(end - begin)} ms</title>`,
    STYLE,
    `<rect class="paper" width="${WIDTH}" height="${height}"/>`,
    ...scale(begin, end, x, height),
    ...lines,
    legend(height, left),
    '</svg>',
  ].join('\n');
}

function clientRow({ label, start, end, first = end, events, answer, kind }: TimelineCall, y: number, x: Scale) {
  const ticks = events
    .slice(0, MOST_TICKS)
    .map((time) => `<line class="tick" x1="${px(x(time))}" x2="${px(x(time))}" y1="${y + 4}" y2="${y + 16}"/>`);
  return (
    `<text class="name" x="8" y="${y + 14}">${cut(withShortIds(label), 44)}</text>` +
    bar(`wait ${kind}`, x(start), x(first), y + 3, 14) +
    bar(kind, x(first), x(end), y + 3, 14) +
    ticks.join('') +
    `<text class="answer ${kind}" x="${px(x(end) + 5)}" y="${y + 14}">${escaped(answer)}</text>`
  );
}

function providerRow({ label, start, end, outcome, events }: TimelineProviderCall, y: number, x: Scale) {
  const kind = outcome === 'miss' || outcome === 'failed' ? 'error' : outcome === 'cut' ? 'cut' : 'provider';
  const counted = events === undefined ? '' : `, ${events} events`;
  return (
    `<text class="cause" x="24" y="${y + 14}">↳ ${cut(label, 42)}</text>` +
    bar(kind, x(start), x(end), y + 6, 8) +
    `<text class="answer ${kind}" x="${px(x(end) + 5)}" y="${y + 14}">${outcome}${counted}</text>`
  );
}

function bar(kind: string, from: number, to: number, y: number, height: number): string {
  return `<rect class="bar ${kind}" x="${px(from)}" y="${y}" width="${px(Math.max(2, to - from))}" height="${height}" rx="2"/>`;
}

function scale(begin: number, end: number, x: (time: number) => number, height: number): string[] {
  const step = niceStep((end - begin) / 4);
  const marks = Array.from({ length: Math.floor((end - begin) / step) + 1 }, (_, at) => at * step);
  return marks.map((mark) => {
    const at = px(x(begin + mark));
    return (
      `<line class="grid" x1="${at}" x2="${at}" y1="24" y2="${height - FOOT}"/>` +
      `<text class="mark" x="${at}" y="18" text-anchor="middle">${Number(mark.toFixed(1))} ms</text>`
    );
  });
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 0.1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power * 10;
}

/** What the colours mean, from the left: the bars as they are drawn above. */
function legend(height: number, left: number): string {
  const y = height - 10;
  const entries = [
    ['wait ok', 'wait for the answer', 155],
    ['ok', 'answer to the client', 160],
    ['tick', 'event', 75],
    ['provider', 'provider call', 125],
    ['error', 'miss or error', 125],
    ['cut', 'cut by the client', 135],
  ] as const;
  let x = 8;
  const parts = entries.map(([kind, text, width]) => {
    const from = x;
    x += width;
    const tick = `<line class="tick" x1="${from + 6}" x2="${from + 6}" y1="${y - 9}" y2="${y}"/>`;
    return (
      bar(kind === 'tick' ? 'ok' : kind, from, from + 12, y - 9, 9) +
      (kind === 'tick' ? tick : '') +
      `<text class="mark" x="${from + 17}" y="${y}">${text}</text>`
    );
  });
  const more =
    left > 0
      ? `<text class="mark" x="${WIDTH - 8}" y="${y}" text-anchor="end">${left} earlier rows are left out</text>`
      : '';
  return parts.join('') + more;
}

/** Ids without their middle, so that what comes behind them is seen. */
function withShortIds(label: string): string {
  return label.replaceAll(/([a-z]*[-_]?[0-9a-f]{6})[0-9a-f-]{14,}/g, '$1…');
}

const px = (value: number) => value.toFixed(1);

function cut(text: string, most: number): string {
  return escaped(text.length > most ? `${text.slice(0, most - 1)}…` : text);
}

const STYLE = `<style>
  text { font: 12px ui-monospace, monospace; fill: #1c2128; } .mark, .cause { fill: #5b6570; } .mark { font-size: 10.5px; }
  .paper { fill: #fff; } .grid { stroke: #d8dee4; } .tick { stroke: #fff; stroke-width: 1.2; opacity: .85; }
  .bar.wait { opacity: .35; } .bar.ok { fill: #2f6fdb; } .bar.provider { fill: #1a7f37; } .bar.error { fill: #cf222e; } .bar.cut { fill: #b08800; }
  .answer { font-size: 11px; fill: #5b6570; } .answer.error { fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9ed; } .mark, .cause, .answer { fill: #9aa5b1; } .paper { fill: #15191e; } .grid { stroke: #333b44; }
    .bar.ok { fill: #6ea8fe; } .bar.provider { fill: #4ac26b; } .bar.error { fill: #ff7b72; } .bar.cut { fill: #e3b341; }
    .answer.error { fill: #ff7b72; } .tick { stroke: #15191e; }
  }
</style>`;
