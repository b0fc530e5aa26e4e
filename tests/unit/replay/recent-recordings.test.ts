import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { answerChunks } from '../../../replay/recording/body.ts';
import type { RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { recordingText } from '../../../replay/recording/file-text.ts';
import { RecentRecordings } from '../../../replay/files/recent-recordings.ts';
import { BadRecording, FORMAT, parseProviders } from '../../../replay/recording/format.ts';
import { eventText } from '../../../replay/recording/sse.ts';
import { writeAtomically } from '../../../replay/files/store.ts';

function recorded(word: string, answer: Partial<RecordedAnswer> = { events: [{ data: 1 }] }): string {
  const header = { format: FORMAT, test: 't', recorded: '2026-01-01', stack: 's', seam: 'providers' };
  const request = { method: 'POST', path: '/v1/chat', body: { json: word } };
  const exchanges = [{ provider: 'p', request, response: { status: 200, headers: {}, ...answer } }];
  const recording = { ...header, from: {}, literals: [], exchanges };
  return recordingText(recording);
}

const SIZE = recorded('a').length;
/** To this clock, a file that was just written is old. */
const later = (): number => Date.now() + 60_000;

describe('recordings that were read lately', () => {
  let folder: string;
  before(async () => void (folder = await mkdtemp(join(tmpdir(), 'e2e-recent-'))));
  after(() => rm(folder, { recursive: true }));

  async function write(name: string, word = 'a'): Promise<string> {
    const file = join(folder, name);
    await writeFile(file, recorded(word));
    return file;
  }

  async function wordOf(recent: RecentRecordings, file: string): Promise<unknown> {
    const body = (await recent.read(file))?.exchanges[0]?.request.body;
    return body && 'json' in body ? body.json : undefined;
  }

  test('a file that stayed as it was is read once', async () => {
    const [recent, file] = [new RecentRecordings(10 * SIZE, later), await write('once')];
    assert.equal(await recent.read(file), await recent.read(file));
  });

  for (const [what, answer] of Object.entries<Partial<RecordedAnswer>>({
    'values and texts': { events: [{ data: { a: 'é😀' } }, { raw: ': ping\n\n' }, { raw: '' }, { data: '[DONE]' }] },
    'numbers and names': {
      events: [
        { event: 'x', data: { a: 1 }, numbers: { '0': '1.0' } },
        { before: '', data: [1], after: '\r\n' },
      ],
    },
    'cut into other chunks': { events: [{ data: 'é' }, { raw: 'data: 2\n\n' }], chunks: [8, 3, 1, 4] },
    'no event': { events: [] },
    'cut by its reader': { events: [{ data: 1 }], end: 'cut' },
    'broken off within a letter': { body: { base64: 'gA==' }, chunks: [1], end: 'broken' },
    'never begun': { status: 0, end: 'cut' },
    'no stream': { body: { json: { a: 1 }, end: '\n' } },
  })) {
    test(`an answer is read as the file holds it: ${what}`, async () => {
      const file = join(folder, 'answers');
      await writeFile(file, recorded('a', answer));
      const [read] = (await new RecentRecordings(10 * SIZE).read(file))?.exchanges ?? [];
      const [exchange] = parseProviders(recorded('a', answer), file).exchanges;
      assert.ok(read !== undefined && exchange !== undefined);
      const { events, ...rest } = exchange.response;
      const { events: held, ...others } = read.response;
      assert.deepEqual(held?.map(eventText), events?.map(eventText));
      assert.deepEqual(others, rest);
      assert.deepEqual(answerChunks(read.response), answerChunks(exchange.response));
    });
  }

  for (const [how, edit] of [
    ['in place, to the same length', (file: string) => writeFile(file, recorded('b'))],
    ['by another file in its place', (file: string) => writeAtomically(file, recorded('b'))],
  ] as const) {
    test(`an edit takes effect at once: ${how}`, async () => {
      const [recent, file] = [new RecentRecordings(10 * SIZE, later), await write('edited')];
      assert.equal(await wordOf(recent, file), 'a');
      const { ctimeMs } = await stat(file);
      // Within one tick of the clock of the file system an edit to the same length shows nowhere.
      do await edit(file);
      while ((await stat(file)).ctimeMs === ctimeMs);
      assert.equal(await wordOf(recent, file), 'b');
    });
  }

  test('a file that was just written is not kept: it may change again within a tick of its clock', async () => {
    const [recent, file] = [new RecentRecordings(10 * SIZE), await write('young')];
    assert.notEqual(await recent.read(file), await recent.read(file));
  });

  test('beyond the limit, the one that was not asked for the longest is read again', async () => {
    const recent = new RecentRecordings(2 * SIZE, later);
    const [a, b, c] = [await write('a'), await write('b'), await write('c')];
    const [first, second] = [await recent.read(a), await recent.read(b)];
    assert.equal(await recent.read(a), first);
    await recent.read(c);
    assert.equal(await recent.read(a), first);
    assert.notEqual(await recent.read(b), second);
  });

  test('a file that is gone is gone, and a damaged one is a bad one', async () => {
    const [recent, file] = [new RecentRecordings(10 * SIZE, later), await write('gone')];
    await recent.read(file);
    await rm(file);
    assert.equal(await recent.read(file), undefined);
    await writeFile(file, recorded('a').slice(0, -3));
    await assert.rejects(recent.read(file), BadRecording);
  });
});
