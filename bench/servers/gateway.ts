/**
 * Our gateway, over the recordings in the folder `RECORDINGS`; a provider at `UPSTREAM` when it records. With
 * `AUTHORITY`, a stack starts behind it: its start-up is replayed, and that file gets the certificate that it must trust.
 */
import { writeFileSync } from 'node:fs';
import { startGateway } from '../../replay/gateway/gateway.ts';

const upstream = process.env.UPSTREAM ?? 'http://127.0.0.1:9';
const gateway = await startGateway({
  recordings: process.env.RECORDINGS ?? '',
  line: 'bench',
  stackVersion: 'none 0',
  token: 'the-token',
  startup: {},
  environment: { BENCH_URL: upstream, BENCH_API_KEY: 'a-key-that-nobody-has' },
  providers: ['openai', 'ollama', 'vllm'].map((name) => ({
    name,
    url: { variable: 'BENCH_URL', default: 'http://127.0.0.1:9' },
    key: { variable: 'BENCH_API_KEY', optional: true, header: 'authorization', scheme: 'Bearer' },
    source: 'local model',
    server: 'bench',
    start: 'none',
  })),
  onError: (text) => console.error(text),
});
if (process.env.AUTHORITY === undefined) await gateway.started();
else writeFileSync(process.env.AUTHORITY, gateway.authority);
console.log(JSON.stringify({ url: gateway.url }));
