/** Our gateway in replay, over the recordings in the folder `RECORDINGS`; a provider at `UPSTREAM` when it records. */
import { startGateway } from '../../replay/gateway.ts';

const gateway = await startGateway({
  recordings: process.env.RECORDINGS ?? '',
  line: 'bench',
  stackVersion: 'none 0',
  token: 'the-token',
  startup: {},
  environment: { BENCH_URL: process.env.UPSTREAM ?? 'http://127.0.0.1:9', BENCH_API_KEY: 'a-key-that-nobody-has' },
  providers: [
    {
      name: 'openai',
      url: { variable: 'BENCH_URL', default: 'http://127.0.0.1:9' },
      key: { variable: 'BENCH_API_KEY', optional: true, header: 'authorization', scheme: 'Bearer' },
      source: 'local model',
      server: 'bench',
      start: 'none',
    },
  ],
  onError: (text) => console.error(text),
});
await gateway.started();
console.log(JSON.stringify({ url: gateway.url }));
