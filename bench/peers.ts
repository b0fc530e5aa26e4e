/** The other record-and-replay servers, each started as its own documentation says, matching as exactly as it can. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '../stack/process/port.ts';
import { running, start, type Running } from './process.ts';

export interface Peer {
  name: string;
  /** Recordings beyond which it takes unreasonably long to record or to answer. */
  most: number;
  /** Seconds of load until its rates are steady. */
  warmUp: number;
  /** Concurrent requests that it records without losing any. */
  connections: number;
  /** Why it cannot run on this machine. */
  missing?: string;
  record(folder: string, upstream: string): Promise<Running>;
  replay(folder: string, upstream: string): Promise<Running>;
}

/** A peer that runs on Node: `servers/peer.cjs` starts it. */
function onNode(name: string, most: number): Peer {
  const begin = (folder: string, upstream: string, record: string): Promise<Running> =>
    start('peer.cjs', { PEER: name, FOLDER: folder, UPSTREAM: upstream, RECORD: record, NODE_NO_WARNINGS: '1' });
  return {
    name,
    most,
    warmUp: 0,
    connections: 16,
    record: (folder, upstream) => begin(folder, upstream, '1'),
    replay: (folder, upstream) => begin(folder, upstream, ''),
  };
}

const JAR = join(import.meta.dirname, 'node_modules/wiremock/build/wiremock-standalone-3.13.2.jar');

function wiremock(): Peer {
  const java = spawnSync('java', ['-version']).status === 0;
  return {
    name: 'WireMock',
    most: 500,
    warmUp: 10,
    connections: 16,
    ...(java ? {} : { missing: 'WireMock is left out: there is no java (17 or later) on the PATH.' }),
    record: (folder, upstream) => javaServer(folder, ['--proxy-all', upstream, '--record-mappings']),
    replay: (folder) => javaServer(folder, ['--no-request-journal']),
  };
}

/** It prints nothing when it is ready, so its health page is polled. */
async function javaServer(folder: string, args: string[]): Promise<Running> {
  const port = await freePort();
  const options = ['--port', String(port), '--bind-address', '127.0.0.1', '--root-dir', folder, '--disable-banner'];
  const child = spawn('java', ['-jar', JAR, ...options, ...args], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  while (child.exitCode === null) {
    const answer = await fetch(`${url}/__admin/health`).catch(() => undefined);
    if (answer?.ok) return running(url, child);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('WireMock ended before it was ready.');
}

export const peers: readonly Peer[] = [
  onNode('aimock', 500),
  onNode('talkback', 500),
  onNode('yakbak', 500),
  onNode('proxay', 20),
  onNode('mountebank', 500),
  wiremock(),
];
