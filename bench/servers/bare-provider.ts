/** A bare server that stands in for a provider behind a stack: start-up calls from the recordings in `STARTUP`, one answer to every chat. */
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { answerChunks } from '../../replay/recording/body.ts';
import { readProviders } from '../../replay/files/store.ts';
import { answerEvents, requestBody, wholeAnswer } from '../workload.ts';

const folder = process.env.STARTUP ?? '';
const startup = new Map<string, Buffer>();
for (const name of readdirSync(folder)) {
  const recording = await readProviders(join(folder, name));
  for (const { provider, request, response } of recording?.exchanges ?? [])
    startup.set(`/${provider}${request.path}`, Buffer.concat(answerChunks(response)));
}
const events = answerEvents(requestBody(0)).map((event) => Buffer.from(event));
const whole = Buffer.from(wholeAnswer(requestBody(0)));

const server = createServer((message, response) => {
  const body: Buffer[] = [];
  message.on('data', (chunk: Buffer) => body.push(chunk));
  message.on('end', () => {
    if (message.method === 'GET') {
      const found = startup.get(message.url ?? '');
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(found);
    } else if (Buffer.concat(body).includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of events) response.write(event);
      response.end();
    } else response.writeHead(200, { 'content-type': 'application/json' }).end(whole);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string')
    console.log(JSON.stringify({ url: `http://127.0.0.1:${address.port}` }));
});
