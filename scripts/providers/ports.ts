import { once } from 'node:events';
import { createServer } from 'node:net';
import { Fault } from '../../errors/fault.ts';

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  return (await listen(0)) ?? 0;
}

/** Throws when somebody listens on this port of 127.0.0.1. */
export async function demandFree(port: number): Promise<void> {
  if ((await listen(port)) !== undefined) return;
  throw new Fault({
    what: `Port ${port} of 127.0.0.1 is in use.`,
    why: 'The provider would be served there.',
    fix: 'End what uses it, or choose another with --port.',
  });
}

async function listen(port: number): Promise<number | undefined> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : undefined;
}
