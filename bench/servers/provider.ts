/** The provider that peers record from. `PAUSE`: milliseconds before each event, which then has its time as an SSE comment. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { answerEvents } from '../workload.ts';

const pause = Number(process.env.PAUSE ?? 0);
const server = createServer((message, response) => {
  void text(message).then(async (body) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    for (const event of answerEvents(body)) {
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      response.write(pause > 0 ? `: ${performance.timeOrigin + performance.now()}\n${event}` : event);
      await new Promise(setImmediate);
    }
    response.end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string')
    console.log(JSON.stringify({ url: `http://127.0.0.1:${address.port}` }));
});
