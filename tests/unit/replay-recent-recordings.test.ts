import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { answerChunks } from '../../replay/body.ts';
import { layout } from '../../replay/layout.ts';
import { RecentRecordings } from '../../replay/recent-recordings.ts';
import { BadRecording, FORMAT, parseProviders } from '../../replay/recording.ts';
import { writeAtomically } from '../../replay/store.ts';

const recorded = (word: string): string =>
  layout({
    format: FORMAT,
    test: 't',
    recorded: '2026-01-01',
    stack: 's',
    seam: 'providers',
    from: {},
    literals: [],
    exchanges: [
      {
        provider: 'p',
        request: { method: 'POST', path: '/v1/chat', body: { json: word } },
        response: { status: 200, headers: {}, events: [{ data: { word } }, { raw: ': ping\n\n' }] },
      },
    ],
  });
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

  test('its answers are the bytes of the file', async () => {
    const file = await write('bytes');
    const read = (await new RecentRecordings(10 * SIZE).read(file))?.exchanges[0];
    const [exchange] = parseProviders(recorded('a'), file).exchanges;
    assert.ok(read !== undefined && exchange !== undefined);
    assert.deepEqual(answerChunks(read.response), answerChunks(exchange.response));
  });

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
    const recent = new RecentRecordings(2.5 * SIZE, later);
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
