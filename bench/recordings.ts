/** Recording files of the workload, for the gateway. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToBody, answerContent } from '../replay/recording/body.ts';
import { recordingText } from '../replay/recording/file-text.ts';
import { recordingFolder, testTitle } from '../replay/recording/location.ts';
import { FORMAT } from '../replay/recording/format.ts';
import { answerEvents, PATH, requestBody } from './workload.ts';

/** Writes recordings of `each` exchanges, `count` in all. Answers the title of each and the requests that it holds. */
export async function writeRecordings(
  folder: string,
  count: number,
  each: number,
): Promise<{ title: string; requests: number[] }[]> {
  const tests: { title: string; requests: number[] }[] = [];
  for (let from = 0; from < count; from += each) {
    const requests = Array.from({ length: Math.min(each, count - from) }, (_, i) => from + i);
    const title = `test ${from}`;
    const name = { setup: 'bench', spec: 'a.spec.ts', titlePath: [title] };
    const exchanges = requests.map((i) => {
      const chunks = answerEvents(requestBody(i)).map((event) => Buffer.from(event));
      const response = {
        status: 200,
        headers: { 'content-type': 'text/event-stream' },
        ...answerContent(chunks, 'text/event-stream'),
      };
      const body = bytesToBody(Buffer.from(requestBody(i)), 'application/json');
      return { provider: 'openai', request: { method: 'POST', path: PATH, body }, response };
    });
    const header = {
      format: FORMAT,
      test: testTitle(name),
      setup: 'bench',
      recorded: '2026-01-01',
      stack: 'none 0',
      seam: 'providers',
    };
    const recording = { ...header, from: {}, literals: [], exchanges };
    const place = join(folder, 'bench', recordingFolder(name));
    await mkdir(place, { recursive: true });
    await writeFile(join(place, 'providers.json'), recordingText(recording));
    tests.push({ title, requests });
  }
  return tests;
}
