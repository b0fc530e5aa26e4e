/** The floor: a bare server that knows each answer by the digest of its request. Each event is a write. */
import { createHash } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { answerEvents, requestBody } from '../workload.ts';

const count = Number(process.env.COUNT ?? 20);
const digest = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const answers = new Map(
  Array.from({ length: count }, (_, i) => [
    digest(requestBody(i)),
    answerEvents(requestBody(i)).map((event) => Buffer.from(event)),
  ]),
);

function write(response: ServerResponse, events: Buffer[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(event);
  response.end();
}

const server = createServer((message, response) => {
  const body: Buffer[] = [];
  message.on('data', (chunk: Buffer) => body.push(chunk));
  message.on('end', () => {
    const events = answers.get(digest(Buffer.concat(body)));
    if (events === undefined) response.writeHead(404).end();
    else write(response, events);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string')
    console.log(JSON.stringify({ url: `http://127.0.0.1:${address.port}` }));
});
