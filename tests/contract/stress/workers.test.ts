import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GatewayUnderTest } from '../../builders/gateway.ts';
import { fakeProvider, type FakeProvider } from '../../fakes/provider.ts';

const WORKERS = 8;
const TESTS = 4;
const ROUNDS = 3;
const system = 'You are a helpful assistant. '.repeat(50);

let provider: FakeProvider;
let gateway: GatewayUnderTest;
before(async () => {
  let count = 0;
  provider = await fakeProvider((_message, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ answer: ++count }));
  });
  gateway = await GatewayUnderTest.start({ upstream: provider.url });
});
after(async () => {
  await gateway.stop();
  await provider.close();
});

/** What every test asks: the same beginning, two requests that all tests make, and one of its own that fits the others but for its end. */
function requests(title: string): object[] {
  const turn = (content: string): object => ({
    model: 'm',
    messages: [
      { role: 'system', content: system },
      { role: 'user', content },
    ],
  });
  return [turn('hello'), turn('hello'), turn(`hello from ${title}`), turn('bye')];
}

const answerOf = async (id: string, body: object): Promise<number> => {
  const value: unknown = await (await gateway.post(id, body)).json();
  assert.ok(typeof value === 'object' && value !== null && 'answer' in value, JSON.stringify(value));
  return Number(value.answer);
};

test(
  'eight workers on equal requests each get the answers of their own test, in their order',
  { timeout: 60_000 },
  async () => {
    const titles = Array.from({ length: WORKERS * TESTS }, (_, i) => `test ${i}`);
    const recorded = new Map<string, number[]>();
    for (const title of titles) {
      const answers: number[] = [];
      await gateway.record(async (id) => {
        for (const body of requests(title)) answers.push(await answerOf(id, body));
      }, title);
      recorded.set(title, answers);
    }
    const asked = provider.seen.length;
    const worker = async (number: number): Promise<void> => {
      for (let round = 0; round < ROUNDS; round++) {
        // Each worker has tests of its own, and one that all of them run at once.
        for (const title of [...titles.slice(number * TESTS, (number + 1) * TESTS), 'test 0']) {
          const id = await gateway.open('replay', title);
          const bodies = requests(title);
          const inOrder: number[] = [];
          if (round === 0) for (const body of bodies) inOrder.push(await answerOf(id, body));
          else {
            const ask = (i: number): Promise<number> => answerOf(id, bodies[i] ?? {});
            const late = Promise.all([ask(3), ask(2)]);
            const early = [await ask(0), await ask(1)];
            const [end, middle] = await late;
            inOrder.push(...early, middle, end);
          }
          assert.deepEqual(inOrder, recorded.get(title), title);
          assert.equal((await gateway.post(id, bodies[0])).status, 501, 'used up');
          const { problems } = await gateway.close(id);
          assert.deepEqual(
            problems.map(({ kind }) => kind),
            ['miss'],
          );
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, (_, number) => worker(number)));
    assert.equal(provider.seen.length, asked, 'replay asks no provider');
  },
);
