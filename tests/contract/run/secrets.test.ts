/** A key reaches the provider, and nothing that is written or printed: the real command line, recording and replaying. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { layersBelow, layersOf, spellingsOf, whereFound, type Layer } from '../../builders/layers.ts';
import type { TinyRun } from '../../builders/tiny-project.ts';
import { tinyWorld, type TinyWorld } from '../../builders/tiny-world.ts';

/** A key of this run, in two halves that are each looked for: a stream brings them apart. */
const HALVES = ['cnry"first/half+', '=second\\half0123'] as const;
const KEY = HALVES.join('');
/** Not known to the run, but of the shape of a key. */
const UNKNOWN = `sk-${'canary0Shape1'.repeat(3)}`;
/** The same, of other services. */
const OTHERS = [
  `eyJ${'canaryJwt0'.repeat(2)}.eyJ${'canaryJwt1'.repeat(2)}.${'canaryJwt2'.repeat(3)}`,
  `glpat-${'cnry7'.repeat(4)}`,
  `csk-${'canary9'.repeat(7)}`,
];
/** No secret: what is not found neither is not looked for well. */
const MARKER = 'the-lighthouse-is-lit';

const SPEC = `
import { expect, test } from '../../../fixtures/index.ts';
const key = process.env.FAKE_API_KEY ?? '';
const [word = '', unknown = ''] = [process.env.WORD, process.env.UNKNOWN];
const ask = (client, content: string, more = {}) =>
  client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content }], ...more });

test('says the key', async ({ client }) => {
  const { choices } = await ask(client, 'My key is ' + key + ', ${MARKER}.');
  expect(choices).toHaveLength(1);
});
test('sends it as a header, in the query, as a field', async ({ http }) => {
  const { status } = await http.get('/v1/echo?key=' + encodeURIComponent(key), { headers: { 'x-key': key } });
  expect(status).toBe(200);
});
test('gets it in a stream, in pieces', async ({ client }) => {
  let text = '';
  for await (const { choices } of await ask(client, 'stream', { stream: true })) text += choices[0]?.delta.content ?? '';
  expect(text).toMatch(/^Yours is .* I think\\.$/);
});
test('says it in other spellings', async ({ client }) => {
  const html = key.replaceAll('"', '&quot;').replaceAll('/', '&#x2F;');
  const basic = 'Basic ' + Buffer.from('user:' + key).toString('base64');
  const twice = encodeURIComponent(encodeURIComponent(key));
  const { choices } = await ask(client, [html, basic, twice, JSON.stringify(JSON.stringify(key))].join(' and '));
  expect(choices).toHaveLength(1);
});
test('says what looks like other keys', async ({ client }) => {
  for (const other of unknown.split(' ').slice(1)) await ask(client, other);
});
test('asks otherwise', async ({ client }) => { await ask(client, word + ': ' + key).catch(() => undefined); });
test('says what looks like a key', async ({ client }) => { await ask(client, unknown.split(' ')[0]); });
`;

describe('a key', () => {
  let world: TinyWorld;
  let recorded: TinyRun;
  let replayed: TinyRun;
  let layers: Layer[];
  const seen: string[] = [];

  before(async () => {
    world = await tinyWorld({
      spec: SPEC,
      config: {
        reporter: [['list'], ['html', { open: 'never', outputFolder: 'html' }], ['blob', { outputDir: 'blob' }]],
        use: { trace: 'on' },
      },
      keys: { FAKE_API_KEY: KEY },
      answer: (message, response, body) => {
        seen.push(JSON.stringify(message.headers), body, decodeURIComponent(message.url ?? ''));
        if (!body.includes('"stream":true')) {
          const content = `You said ${body}, with ${message.headers.authorization} at ${message.url}.`;
          response.writeHead(200, { 'content-type': 'application/json', 'x-account': KEY });
          response.end(JSON.stringify({ id: 'a', choices: [{ index: 0, message: { role: 'assistant', content } }] }));
          return;
        }
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const content of ['Yours is ', ...HALVES, ' I think.'])
          response.write(`data: ${JSON.stringify({ id: 'a', choices: [{ index: 0, delta: { content } }] })}\n\n`);
        response.end('data: [DONE]\n\n');
      },
    });
    const { project, gateway } = world;
    const environment = { ...world.environment, FAKE_API_KEY: KEY, UNKNOWN: [UNKNOWN, ...OTHERS].join(' ') };
    recorded = await project.run({ ...environment, INFERENCE_MODE: 'record', WORD: 'old' });
    layers = [...(await layersBelow(project.folder)), ...(await layersBelow(gateway.recordings))];
    replayed = await project.run({ ...environment, WORD: 'new' });
    layers.push(...(await layersBelow(project.folder)));
    layers.push(...[recorded, replayed].flatMap(({ printed }) => layersOf('printed', Buffer.from(printed))));
    layers.push(...gateway.errors.flatMap((error) => layersOf('gateway', Buffer.from(error))));
  });
  after(() => world.stop());

  test('reaches the provider whole, as its key and wherever a test put it', () => {
    assert.ok(seen.some((text) => text.includes(JSON.stringify(`Bearer ${KEY}`))));
    assert.ok(seen.some((text) => text.includes(JSON.stringify(KEY).slice(1, -1)) && text.includes(MARKER)));
    assert.ok(seen.some((text) => text.includes(`/v1/echo?key=${KEY}`)));
  });

  test('is no hindrance: the tests pass when they record, and in replay what did not change', () => {
    const of = ({ tests }: TinyRun) => [...tests].filter(([, { ok }]) => ok).map(([title]) => title);
    const same = [
      'says the key',
      'sends it as a header, in the query, as a field',
      'gets it in a stream, in pieces',
      'says it in other spellings',
    ];
    assert.deepEqual(of(recorded), [...same, 'asks otherwise']);
    assert.deepEqual(of(replayed), same);
    assert.match(
      replayed.tests.get('asks otherwise')?.errors ?? '',
      /recorded "old: <redacted:FAKE_API_KEY>"\s+now +"new: </,
    );
    const refused = recorded.tests.get('says what looks like a key')?.errors ?? '';
    assert.match(refused, /was not written: it would hold what looks like a key, sk-cana… \(OpenAI/);
  });

  test('is in no recording, report, trace, blob or output, in no spelling, nor is a half of it', () => {
    assert.deepEqual(whereFound(layers, [KEY, ...HALVES]), []);
  });

  test('that only looks like one is in none of them either', () => {
    assert.deepEqual(whereFound(layers, [UNKNOWN, ...OTHERS]), []);
  });

  test('would have been found in each of these places', () => {
    const places = whereFound(layers, [MARKER]).join('\n');
    for (const place of [
      /^line-1\/setup\/|providers\.json$/m,
      /stack\.json$/m,
      /^html\/index\.html › base64 › /m,
      /^html\/data\//m,
      /^blob\/report\.zip › /m,
      /^results\/.*trace\.zip › /m,
      /^report\.json › base64$/m,
    ])
      assert.match(places, place);
    for (const spelling of spellingsOf(KEY)) {
      const hidden = Buffer.concat([Buffer.from('xy'), Buffer.from(spelling), Buffer.from('z')]);
      assert.equal(whereFound([{ where: 'here', bytes: hidden }], [KEY]).length, 1, spelling);
    }
    for (const around of ['', 'x', 'xy']) {
      const hidden = Buffer.from(`${around}${KEY} behind`).toString('base64');
      assert.equal(whereFound([{ where: 'here', bytes: Buffer.from(hidden) }], [KEY]).length, 1, around);
    }
  });
});
