import { isUtf8 } from 'node:buffer';
import { createServer } from 'node:http';

export interface FakeStack {
  url: string;
  /** What the stack makes of a provider's answer before it hands it on; at first nothing. */
  change(answer: string): string;
  /** Whether it closes the connection behind an answer, without a word of it; at first never. */
  closesBehind(status: number): boolean;
  close(): Promise<void>;
}

/** A stack that passes every request on to one provider behind the gateway, with the request's baggage, and the answer back. */
export async function fakeStack(provider: string): Promise<FakeStack> {
  const stack: Pick<FakeStack, 'change' | 'closesBehind'> = {
    change: (answer) => answer,
    closesBehind: () => false,
  };
  const server = createServer((message, response) => {
    const pass = async (): Promise<void> => {
      const body = Buffer.concat(await message.toArray());
      const answer = await fetch(`${provider}${message.url}`, {
        method: message.method ?? 'GET',
        headers: {
          'content-type': message.headers['content-type'] ?? 'text/plain',
          baggage: String(message.headers.baggage),
        },
        ...(body.length > 0 ? { body } : {}),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
      const bytes = Buffer.from(await answer.arrayBuffer());
      response.end(isUtf8(bytes) ? stack.change(bytes.toString('utf8')) : bytes, () => {
        if (stack.closesBehind(answer.status)) message.socket.destroy();
      });
    };
    pass().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(stack, {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
