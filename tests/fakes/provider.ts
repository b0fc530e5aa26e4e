import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface FakeProvider {
  url: string;
  /** Requests seen: `POST /v1/x`. */
  seen: string[];
  close(): Promise<void>;
}

/** A provider whose answers a test writes itself. */
export async function fakeProvider(
  answer: (message: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<FakeProvider> {
  const seen: string[] = [];
  const server = createServer((message, response) => {
    seen.push(`${message.method} ${message.url}`);
    message.toArray().then(
      (chunks) => answer(message, response, Buffer.concat(chunks).toString()),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
