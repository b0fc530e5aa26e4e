/** Runs a gap's script on a running stack, and says whether the gap is there. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gapFault } from '../../fixtures/gap-verdict.ts';
import { messageOf } from '../../errors/fault.ts';
import type { RecordedAnswer } from '../../replay/recording/exchange.ts';
import { parseJson } from '../../replay/recording/json.ts';
import { toEvent, splitEvents } from '../../replay/recording/sse.ts';
import { evidenceOf } from './evidence.ts';
import type { KnownGap } from './known-gaps.ts';

export type Tried =
  | { gap: KnownGap; outcome: 'reproduces' }
  /** It answered, and otherwise than the gap states. */
  | { gap: KnownGap; outcome: 'does not reproduce'; why: string }
  /** Nothing can be said by a script alone: a provider's answers take part, or the statement is about several answers. */
  | { gap: KnownGap; outcome: 'not tried'; why: string };

const MILLISECONDS = 60_000;

/** @param stack address without a slash at its end */
export async function tryGap(gap: KnownGap, stack: string): Promise<Tried> {
  const { script, why = '', alone } = evidenceOf(gap);
  if (!alone) return { gap, outcome: 'not tried', why: 'a provider or a server of the test takes part' };
  if (script === undefined) return { gap, outcome: 'not tried', why };
  if (gap.gap.in === 'received') return { gap, outcome: 'not tried', why: 'it tells of several answers together' };
  const folder = await mkdtemp(join(tmpdir(), 'e2e-gap-'));
  try {
    const { stdout } = await promisify(execFile)('bash', ['-c', script], {
      cwd: folder,
      env: { ...process.env, STACK: stack },
      timeout: MILLISECONDS,
      maxBuffer: 64 << 20,
    });
    const fault = gapFault(gap.gap, { answers: [parsedAnswer(stdout)] });
    return fault === undefined ? { gap, outcome: 'reproduces' } : { gap, outcome: 'does not reproduce', why: fault };
  } catch (error) {
    return { gap, outcome: 'does not reproduce', why: messageOf(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What `curl -i` printed, interim answers left out. */
export function parsedAnswer(printed: string): RecordedAnswer {
  const text = printed.replace(/^(?:HTTP\/\S+ 1\d\d[^]*?\r\n\r\n)+/, '');
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, end).split('\r\n');
  const status = Number(/^HTTP\/\S+ (\d{3})/.exec(first)?.[1] ?? 0);
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase() ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  );
  const body = text.slice(end + 4);
  if (headers['content-type']?.startsWith('text/event-stream') === true)
    return { status, headers, events: splitEvents(body).map(toEvent) };
  try {
    return { status, headers, body: { json: parseJson(body) } };
  } catch {
    return { status, headers, ...(body === '' ? {} : { body: { text: body } }) };
  }
}
