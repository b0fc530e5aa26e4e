import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestBody } from '../../../replay/recording/body.ts';
import type { RecordedRequest } from '../../../replay/recording/exchange.ts';
import { Redaction } from '../../../replay/secrets/redaction.ts';

const KEY = `k"ey/with<'&é+signs=0123`;
const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const spellings: Record<string, string> = {
  'as it is': KEY,
  'in JSON': JSON.stringify(KEY),
  'in JSON, with its slashes escaped': JSON.stringify(KEY).replaceAll('/', '\\/'),
  'in JSON of ASCII alone': JSON.stringify(KEY).replaceAll('é', '\\u00e9'),
  'in JSON in JSON': JSON.stringify(JSON.stringify(KEY)),
  'in an address': encodeURIComponent(KEY),
  'in an address, twice': encodeURIComponent(encodeURIComponent(KEY)),
  'in an address, with small letters': encodeURIComponent(KEY).replaceAll(/%../g, (code) => code.toLowerCase()),
  'in HTML': html(KEY).replaceAll("'", '&#39;'),
  'in HTML, in hex': html(KEY).replaceAll("'", '&#x27;'),
  'in base64, as a Basic header': Buffer.from(`user:${KEY}`).toString('base64'),
  'in base64, of another user': Buffer.from(`someone:${KEY}`).toString('base64'),
  'in base64, with the letters of addresses': Buffer.from(`me:${KEY}`).toString('base64url'),
};
const redaction = new Redaction({ THE_KEY: KEY });
/** What nobody may be able to read out of a text. */
const CORE = 'signs=01';
const readable = (text: string): string[] => [
  text,
  ...(text.match(/[\w+/-]{8,}/g) ?? []).map((run) => Buffer.from(run, 'base64').toString()),
];

for (const [what, written] of Object.entries(spellings)) {
  test(`a key is found ${what}, in texts and in bytes on their way`, () => {
    const text = `say ${written} here`;
    assert.ok(
      readable(redaction.text(text)).every(
        (each) => !decodeURIComponent(each.replaceAll(/%(?![0-9A-F]{2})/gi, '')).includes(CORE),
      ),
      redaction.text(text),
    );
    assert.match(redaction.text(text), /<redacted:THE_KEY>/);
    const bytes = Buffer.from(text);
    for (const at of [5, 12, 20]) {
      const filter = redaction.filter();
      const out = Buffer.concat([filter.pass(bytes.subarray(0, at)), filter.pass(bytes.subarray(at)), filter.rest()]);
      assert.equal(out.toString(), redaction.text(text));
    }
  });
}

const form = 'application/x-www-form-urlencoded';
const asked = (type: string, text: string): RecordedRequest => {
  const body = requestBody(Buffer.from(text), type);
  return { method: 'POST', path: '/token', ...(body && { body }) };
};

test('secret fields are found by their names in forms, queries, parts and headers', () => {
  const clean = (request: RecordedRequest): string =>
    JSON.stringify(new Redaction({}).request(request, JSON.stringify(request)));
  for (const name of [
    'client_secret',
    'password',
    'id_token',
    'token',
    'secret_key',
    'access_token',
    'refresh_token',
    'api_key',
  ]) {
    assert.doesNotMatch(clean(asked(form, `grant_type=x&${name}=hidden%20value&scope=y`)), /hidden/, name);
    assert.match(clean(asked(form, `grant_type=x&${name}=hidden&scope=y`)), /grant_type=x&.*=<redacted>&scope=y/, name);
    assert.doesNotMatch(clean({ method: 'GET', path: '/', query: `a=1&${name}=hidden` }), /hidden/, name);
    assert.doesNotMatch(clean(asked('application/json', `{"${name}":"hidden"}`)), /hidden/, name);
    const part = `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nhidden\r\n--b--\r\n`;
    assert.doesNotMatch(clean(asked('multipart/form-data; boundary=b', part)), /hidden/, name);
  }
  const headers = { 'x-api-key': 'hidden', 'openai-project': 'seen' };
  assert.match(clean({ method: 'GET', path: '/', headers }), /"x-api-key":"<redacted>","openai-project":"seen"/);
});

test('a sentence with an equals sign is no form, and the token of a log probability no secret', () => {
  const kept = new Redaction({});
  assert.deepEqual(kept.json({ token: ' Paris', logprob: -0.1 }), { token: ' Paris', logprob: -0.1 });
  assert.deepEqual(kept.body({ text: 'the password=x, he said' }), { text: 'the password=x, he said' });
});

test('an issued token is a secret of the run from then on, with one stand-in, and still passes to the stack', () => {
  const run = new Redaction({});
  const issued = {
    status: 200,
    headers: {},
    body: { json: { access_token: 'issued-0123456789', token_type: 'Bearer' } },
  };
  run.learnIssued(issued);
  assert.deepEqual(run.answer(issued).body, { json: { access_token: '<redacted>', token_type: 'Bearer' } });
  assert.equal(run.text('Bearer issued-0123456789'), 'Bearer <redacted>');
  const filter = run.filter();
  assert.equal(
    Buffer.concat([filter.pass(Buffer.from('issued-0123456789')), filter.rest()]).toString(),
    'issued-0123456789',
  );
  // In replay the stack has the stand-in, and asks with it.
  assert.equal(new Redaction({}).text('Bearer <redacted>'), 'Bearer <redacted>');
});
