/** Records one test again and again until it is killed; each time the provider answers with another long text. */
import { GatewayUnderTest } from './gateway.ts';
import { fakeProvider } from '../fakes/provider.ts';

const [recordings = ''] = process.argv.slice(2);
let count = 0;
const provider = await fakeProvider((_message, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ count: ++count, text: 'word '.repeat(40_000) }));
});
const gateway = await GatewayUnderTest.start({ upstream: provider.url, recordings });
for (;;) {
  await gateway.record(
    async (id) => {
      const answer: unknown = await (await gateway.post(id, { q: 1 })).json();
      await gateway.post(id, { answer });
    },
    `test ${count % 6}`,
  );
  process.stdout.write('.');
}
