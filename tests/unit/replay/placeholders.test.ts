import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProviderExchange } from '../../../replay/recording/exchange.ts';
import { Matching } from '../../../replay/matching/matching.ts';
import { missText } from '../../../replay/matching/miss.ts';
import { Placeholders } from '../../../replay/matching/placeholders.ts';

const asked = (content: string) => ({
  provider: 'openai',
  request: { method: 'POST', path: '/v1/chat', body: { json: { messages: [{ role: 'system', content }] } } },
});
const recorded = (content: string): ProviderExchange => ({
  ...asked(content),
  response: { status: 200, headers: {}, body: { json: {} } },
});
const prompt = (day: string, folder: string, more = '') =>
  `You are helpful.\nToday is ${day}. Work in ${folder} (Europe/Zurich).${more}`;
const [was, is] = [prompt('2026-01-02', '/home/me/old'), prompt('2027-11-30', '/srv/you/new/place')];

function miss(from: string, to: string): string {
  const match = new Matching([recorded(from)], []).match(asked(to));
  assert.ok(!match.hit);
  return missText(asked(to), match.miss, { test: 'a test', fix: 'record', setup: 'gpt' });
}

test('without a rule what a client bakes in is a miss, which proposes the rules that cure it', () => {
  const text = miss(was, is);
  assert.match(text, /Only a date and a folder is another[^]*setups\/gpt\.yaml:\n {2}placeholders:/);
  const rules = [...text.matchAll(/- \{ name: ([\w-]+), pattern: '(.*)', why/g)].map(([, name = '', pattern = '']) => ({
    name,
    pattern: pattern.replaceAll("''", "'"),
  }));
  assert.deepEqual(
    rules.map(({ name }) => name),
    ['today', 'working-folder'],
  );
  assert.equal(new Matching([recorded(was)], [], undefined, rules).match(asked(is)).hit, true);
});

test('nothing is proposed where something else is another too', () => {
  assert.doesNotMatch(miss(was, prompt('2027-11-30', '/srv/you', ' Be brief.')), /placeholders/);
  assert.doesNotMatch(miss('Say one.', 'Say two.'), /placeholders/);
});

const today = { name: 'today', pattern: String.raw`Today is (\d{4}-\d\d-\d\d)` };

test('a rule forgives its own place and no other', () => {
  const day = (first: string, other: string) => `Today is ${first}. The war ended on ${other}.`;
  const match = (text: string) =>
    new Matching([recorded(day('2026-01-02', '1945-05-08'))], [], undefined, [today]).match(asked(text));
  assert.equal(match(day('2027-11-30', '1945-05-08')).hit, true);
  assert.equal(match(day('2026-01-02', '1945-05-09')).hit, false);
  assert.equal(match(day('tomorrow', '1945-05-08')).hit, false);
});

test('a rule is used as often as it matches, and once for each exchange', () => {
  const twice = 'Today is 2026-01-02. Today is 2026-01-03.';
  const { request } = new Placeholders([today]).in(asked(twice));
  assert.deepEqual(request.body, asked('Today is <today>. Today is <today>.').request.body);
  const matching = new Matching([recorded(twice)], [], undefined, [today]);
  assert.equal(matching.match(asked('Today is 2027-01-02. Today is 2027-01-03.')).hit, true);
  assert.equal(matching.match(asked('Today is 2027-01-02. Today is 2027-01-03.')).hit, false);
});
