/** The floor of recording: a bare server that forwards requests to `UPSTREAM` and answers back, chunk by chunk. */
import { Agent, createServer, request } from 'node:http';

const { hostname, port } = new URL(process.env.UPSTREAM ?? '');
const agent = new Agent({ keepAlive: true });
const server = createServer((message, response) => {
  const { method, url: path, headers } = message;
  message.pipe(
    request({ hostname, port, agent, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.on('data', (chunk: Buffer) => response.write(chunk));
      answer.on('end', () => response.end());
    }),
  );
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string')
    console.log(JSON.stringify({ url: `http://127.0.0.1:${address.port}` }));
});
