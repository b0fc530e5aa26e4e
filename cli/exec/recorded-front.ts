/** Recorded answers of a stack in place of one: what `exec` leads a command to where no stack is. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ClientCalls } from '../../replay/client/client-calls.ts';
import { type Fetch, seamFetch } from '../../replay/client/client-seam.ts';
import type { RecordedStack } from '../../replay/client/recorded-stack.ts';
import type { Redaction } from '../../replay/secrets/redaction.ts';

export interface RecordedFront {
  url: string;
  close: () => Promise<void>;
}

/** Serves a recording to one attempt. */
export async function recordedFront(recorded: RecordedStack, redaction: Redaction): Promise<RecordedFront> {
  // Recorded requests have no secrets, so those that are asked now are compared without them.
  const calls = new ClientCalls('recorded.exec', {
    send: (call) => recorded.transport({ ...call, asked: redaction.request(call.asked) }),
    end: () => Promise.resolve(),
  });
  const ask = seamFetch({ calls: () => calls, report: async (_, body) => void (await body()) });
  const server = createServer((message, response) => {
    answer(ask, message, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      response.writeHead(501, { 'content-type': 'application/json', 'x-should-retry': 'false' });
      response.end(JSON.stringify({ error: { message: String(error), type: 'replay_miss', code: 'replay_miss' } }));
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('There is no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      await calls.quiet(1_000);
      await calls.finish();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(ask: Fetch, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const bytes = Buffer.concat(await message.toArray());
  const {
    connection: _connection,
    'transfer-encoding': _coding,
    'content-length': _length,
    ...headers
  } = message.headers;
  const {
    status,
    headers: answered,
    body,
  } = await ask(`http://recorded.invalid${message.url}`, {
    method: message.method ?? 'GET',
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
    ...(bytes.length > 0 ? { body: bytes } : {}),
    signal: gone.signal,
  });
  response.writeHead(status, Object.fromEntries(answered));
  if (body !== null) for await (const bytes of body) response.write(bytes);
  response.end();
}
