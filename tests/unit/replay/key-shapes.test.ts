import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { answerContent } from '../../../replay/recording/body.ts';
import { asJson } from '../../../replay/recording/json.ts';
import { keyInRecording, looksLikeKey, withoutKeys } from '../../../replay/secrets/key-shapes.ts';
import { layout } from '../../../replay/recording/layout.ts';

/** One of each shape, made up. */
const keys: Record<string, string> = {
  OpenAI: `sk-proj-${'a1B2'.repeat(8)}`,
  'Hugging Face': `hf_${'aB3'.repeat(12)}`,
  GitHub: `ghp_${'aB3'.repeat(12)}`,
  'GitHub, fine-grained': `github_pat_${'aB3'.repeat(12)}`,
  Groq: `gsk_${'aB3'.repeat(12)}`,
  Google: `AIza${'aB3'.repeat(12)}`,
  AWS: `AKIA${'A1B2'.repeat(4)}`,
  Tavily: `tvly-${'aB3'.repeat(8)}`,
  Slack: `xoxb-${'123-'.repeat(8)}`,
  'a private key': '-----BEGIN RSA PRIVATE KEY-----',
  Bedrock: `ABSK${'aB3/'.repeat(30)}`,
  Brave: `BSA${'aB3_'.repeat(7)}`,
  Cerebras: `csk-${'ab3c'.repeat(12)}`,
  Fireworks: `fw_${'aB3c'.repeat(6)}`,
  Together: `tgp_v1_${'aB3c'.repeat(10)}`,
  Databricks: `dapi${'ab34'.repeat(8)}`,
  'the Llama API': `LLM|1234567890123|${'aB3c'.repeat(7)}`,
  'Vertex AI': `ya29.${'aB3c'.repeat(12)}`,
  'a JSON Web Token': `eyJ${'hbGci'.repeat(4)}.eyJ${'zdWIi'.repeat(4)}.${'aB3_'.repeat(8)}`,
};

/** Shapes that only the rule set knows. */
const ofRules: Record<string, string> = {
  'a whole private key': `-----BEGIN PRIVATE KEY-----\n${'MIIEvQ/aB3+'.repeat(20)}\n-----END PRIVATE KEY-----`,
  GitLab: `glpat-${'aB3c'.repeat(5)}`,
  npm: `npm_${'aB3c'.repeat(9)}`,
  SendGrid: `SG.${'aB3c'.repeat(6).slice(0, 22)}.${'aB3c'.repeat(11).slice(0, 43)}`,
  Stripe: `sk_live_${'aB3c'.repeat(8)}`,
  'AWS, the secret half': 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzKEYY',
  Postgres: 'postgres://user:pa55word@host:5432/db',
  'Basic credentials in an address': 'https://user:pa55word@example.com/x',
};

for (const [service, key] of Object.entries(ofRules)) {
  test(`what the rule set takes for a secret is found, and not in a report: ${service}`, () => {
    const text = `see "${key}" there, and "${key}" here`;
    assert.match(looksLikeKey(text) ?? '', /^.{7}… \(.+\)$/s);
    const clean = withoutKeys(text);
    assert.ok(!clean.includes(key.slice(-9)), clean);
    assert.match(clean, /^see .* there, and .* here$/s);
  });
}

const recording = (response: object): string => layout(asJson({ exchanges: [{ response }] }));

const chat = (index: number, content: string) =>
  `data: ${JSON.stringify({ choices: [{ index, delta: { content } }] })}\n\n`;
const call = (index: number, args: string) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { tool_calls: [{ index, function: { arguments: args } }] } }] })}\n\n`;

/** How servers frame the pieces of a text. */
const framings: Record<string, (piece: string) => string> = {
  'a choice of a chat': (piece) => chat(0, piece),
  'the arguments of a tool call': (piece) => call(1, piece),
  'a named event': (piece) =>
    `event: response.output_text.delta\ndata: ${JSON.stringify({ type: 'response.output_text.delta', item_id: 'm', delta: piece })}\n\n`,
  'data that is no JSON': (piece) => `data: ${piece}\n\n`,
};

for (const [service, key] of Object.entries(keys)) {
  test(`a key of the shape of ${service} is found, told shortly, and cut out of a report`, () => {
    const found = looksLikeKey(`see ${key} there`) ?? '';
    assert.match(found, /^.{7}… \(.+\)$/);
    assert.ok(!found.includes(key.slice(0, 8)));
    assert.equal(withoutKeys(`see ${key} there`), `see <${found}> there`);
  });
}

for (const [name, frame] of Object.entries(framings)) {
  test(`a key that a stream brings in pieces is found wherever it is cut: ${name}`, () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(keys)),
        fc.array(fc.nat({ max: 60 }), { minLength: 1, maxLength: 4 }),
        (key, cuts) => {
          const text = `my key is ${key} so`;
          const ends = [...new Set(cuts.map((at) => 1 + (at % (text.length - 1))))].sort((a, b) => a - b);
          const pieces = [0, ...ends].map((from, i) => text.slice(from, ends[i] ?? text.length));
          const stream = Buffer.from(pieces.map(frame).join('') + 'data: [DONE]\n\n');
          const answer = answerContent([stream], 'text/event-stream');
          assert.ok(keyInRecording(recording(answer)), JSON.stringify(pieces));
        },
      ),
    );
  });
}

test('pieces of two choices, or of two tool calls, are no key together', () => {
  const [head, tail] = ['sk-proj-a1B2a1B2', 'a1B2a1B2a1B2a1B2'];
  for (const events of [
    [chat(0, head), chat(1, tail)],
    [call(0, head), call(1, tail)],
  ]) {
    const answer = answerContent([Buffer.from(events.join(''))], 'text/event-stream');
    assert.equal(keyInRecording(recording(answer)), undefined);
  }
});

test('a key among bytes is found, though a file has them in base64', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(` ${keys['GitHub']} `), Buffer.from([0xfe])]);
  assert.match(keyInRecording(recording({ body: { base64: bytes.toString('base64') } })) ?? '', /GitHub/);
});

test('words that only begin like a key are none', () => {
  for (const text of ['task-list and sk-short', 'hf_model', 'AKIAsmall', 'risk-averse-people-everywhere-in-the-world'])
    assert.equal(looksLikeKey(text), undefined);
});
