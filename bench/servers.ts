/**
 * The gateway beside a bare server and other record-and-replay servers: `npm run servers -- [--seconds 2] [--rounds 5]
 * [--sizes 20,500,5000] [--peers yakbak,talkback]`. Every round measures each server once, one after the other, so that
 * other load on the machine affects all of them; the tables have the medians.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { peers, type Peer } from './peers.ts';
import { memory, start } from './process.ts';
import {
  EACH,
  gateway,
  gatewayInUse,
  plain,
  recordedByGateway,
  recordedByPeer,
  recordedByRelay,
  type MeasuredWithCpu,
  type Subject,
} from './subjects.ts';
import { mutations, requestBody } from './workload.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '20,500,5000' },
    peers: { type: 'string' },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const chosen = values.peers?.split(',');
const present = peers.filter(({ name, missing }) => {
  if (chosen !== undefined && !chosen.includes(name)) return false;
  if (missing !== undefined) console.log(`${missing}\n`);
  return missing === undefined;
});

interface Row extends MeasuredWithCpu {
  memory: number;
}

const folders: string[] = [];
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'bench-'));
  folders.push(made);
  return made;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const rate = ({ answers, seconds }: MeasuredWithCpu): number => answers / seconds;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

function table(title: string, columns: string[], rows: string[][]): void {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  console.log([`### ${title}\n`, line(columns), line(columns.map(() => '---')), ...rows.map(line), ''].join('\n'));
}

/** Changed requests that were answered, and equal ones in another spelling that were not. */
async function wrongAnswers(subject: Subject): Promise<string> {
  const wrong: string[] = [];
  let empty = 0;
  for (const { what, hit = false, change } of mutations) {
    const { status, text } = await subject.ask(change(requestBody(0))).catch(() => ({ status: 0, text: '' }));
    if (status === 200 && text === '') empty++;
    const answered = status === 200 && text !== '';
    if (answered !== hit) wrong.push(hit ? `misses ${what}` : `answers ${what}`);
  }
  if (empty > 0) wrong.push(`a miss is 200 with nothing in it (${empty})`);
  return wrong.join(', ') || 'none';
}

/** Records with each server. @returns those that replay what they recorded */
async function record(size: number, upstream: string, chosen: readonly Peer[]): Promise<Subject[]> {
  const subjects: Subject[] = [];
  const rows: string[][] = [];
  const relayed = await recordedByRelay(upstream, size);
  const note = (name: string, recording: MeasuredWithCpu): void => {
    const { firstByte, p99, chunks, exact, cpu, failed } = recording;
    const share = rate(recording) / rate(relayed.recording);
    const numbers = [
      rate(recording).toFixed(0),
      share.toFixed(2),
      firstByte.toFixed(1),
      p99.toFixed(1),
      chunks.toFixed(0),
    ];
    rows.push([name, ...numbers, percent(exact), cpu.toFixed(0), failed === 0 ? '' : `${failed} calls failed`]);
  };
  note('bare relay', relayed.recording);
  note('gateway', (await recordedByGateway(await folder(), upstream, size)).recording);
  for (const peer of chosen) {
    try {
      const { recording, subject } = await recordedByPeer(peer, await folder(), upstream, size, seconds);
      note(peer.name, recording);
      if (subject !== undefined) subjects.push(subject);
    } catch (error) {
      rows.push([peer.name, String(error)]);
    }
  }
  const columns = [
    'answers/s',
    'of the relay',
    'first byte ms',
    'p99 ms',
    'chunks of 54',
    'byte-exact',
    'CPU µs/answer',
    '',
  ];
  table(`Recording ${size}`, ['server', ...columns], rows);
  return subjects;
}

async function replay(size: number, subjects: readonly Subject[]): Promise<void> {
  const rows = new Map<string, Row[]>(subjects.map(({ name }) => [name, []]));
  for (const { warmUp } of subjects) await warmUp?.();
  // Round 0 warms up and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const subject of subjects) {
      const measured = await subject.measure();
      if (round === 0) continue;
      rows.get(subject.name)?.push({ ...measured, memory: await memory(subject.running) });
    }
  }
  const floor = median((rows.get('bare server') ?? []).map(rate));
  const cells: string[][] = [];
  for (const subject of subjects) {
    const own = rows.get(subject.name) ?? [];
    const of = (key: keyof Row): number => median(own.map((row) => row[key]));
    const rates = own.map(rate);
    cells.push([
      subject.name,
      `${Math.round(median(rates))} (${Math.round(Math.min(...rates))}–${Math.round(Math.max(...rates))})`,
      (median(rates) / floor).toFixed(2),
      of('firstByte').toFixed(1),
      of('p99').toFixed(1),
      of('chunks').toFixed(0),
      percent(of('exact')),
      of('cpu').toFixed(0),
      `${Math.round(own[0]?.memory ?? 0)}, ${Math.round(own.at(-1)?.memory ?? 0)}`,
      subject.name === 'bare server' ? '' : await wrongAnswers(subject),
    ]);
  }
  const measured = [
    'answers/s',
    'of the floor',
    'first byte ms',
    'p99 ms',
    'chunks of 54',
    'byte-exact',
    'CPU µs/answer',
  ];
  table(`Replay, ${size} recordings`, ['server', ...measured, 'MB, first and last round', 'wrong answers'], cells);
}

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${seconds} s a run, medians of ${rounds} rounds; recording: one run\n`,
);
for (const size of values.sizes.split(',').map(Number)) {
  const provider = await start('provider.ts', {});
  const recorded = await record(
    size,
    provider.url,
    present.filter(({ most }) => size <= most),
  );
  const subjects = [
    plain('bare server', await start('floor.ts', { COUNT: String(size) }), size, seconds),
    await gateway(await folder(), size, EACH, seconds),
    await gatewayInUse(await folder(), size, seconds),
    ...(size > EACH && size <= 500 ? [await gateway(await folder(), size, size, seconds)] : []),
    ...recorded,
  ];
  await replay(size, subjects);
  for (const { running } of [...subjects, { running: provider }]) await running.stop();
  for (const made of folders.splice(0)) await rm(made, { recursive: true, force: true });
}
