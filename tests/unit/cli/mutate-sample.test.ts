/** The sample of changes that a run tries, the rounds that it is tried in, and the score that comes of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change } from '../../../cli/mutate/change.ts';
import { type Mutant, type Recorded, sampled, withChange } from '../../../cli/mutate/mutants.ts';
import { loadNoise, noiseIn } from '../../../cli/mutate/noise.ts';
import { roundsOf } from '../../../cli/mutate/rounds.ts';
import { percent, scoreOf, scoresBy } from '../../../cli/mutate/score.ts';
import { seeded, sampleOf } from '../../../cli/mutate/random.ts';
import type { Json, RecordedAnswer } from '../../../replay/recording/exchange.ts';
import { chat, json } from '../../builders/recordings.ts';

const RESPONSE = 'resp_6bd25834-7ad7-453d-99d4-ab4e1be2920e';

function recordedOf(name: string, ...answers: Json[]): Recorded {
  const exchanges = answers.map((answer) => chat('q', '', { response: json(answer) }));
  const text = JSON.stringify(exchanges);
  const textWith: Recorded['textWith'] = (change) => JSON.stringify(withChange(exchanges, change));
  return { project: 'ollama', test: name, folder: name, exchanges, text, textWith };
}

const tests = [
  recordedOf('a', { object: 'x', data: [1, 2], created_at: 5 }),
  recordedOf('b', { id: RESPONSE, deep: { value: 'y' } }),
];
const all = (seed: number, size = 1000) => sampled(tests, 'stack', { size, seed, noise: loadNoise() });
const told = ({ recorded, change }: Mutant) => [recorded.folder, change.kind, change.place.path, change.to];

test('the same seed draws the same changes, another one others, and none is drawn twice', () => {
  assert.deepEqual(all(1).mutants.map(told), all(1).mutants.map(told));
  assert.notDeepEqual(all(1).mutants.map(told), all(2).mutants.map(told));
  const places = all(1).mutants.map(({ recorded, change }) => `${recorded.folder} ${JSON.stringify(change.place)}`);
  assert.equal(new Set(places).size, places.length);
  assert.deepEqual(
    all(1, 3).mutants.map(({ id }) => id),
    [0, 1, 2],
  );
});

test('a sample has every item of a list that has no more', () => {
  assert.deepEqual(
    sampleOf([1, 2, 3], 9, seeded(4)).sort((a, b) => a - b),
    [1, 2, 3],
  );
});

test('another time, and another id that stands nowhere else, are noise; a missing one is not', () => {
  const kinds = new Map<string, Set<string>>();
  for (let seed = 0; seed < 40; seed++) {
    for (const { change } of all(seed).mutants) {
      const field = String(change.place.path?.at(-1));
      kinds.set(field, (kinds.get(field) ?? new Set()).add(change.kind));
    }
  }
  assert.deepEqual([...(kinds.get('created_at') ?? [])].sort(), ['null', 'removed']);
  assert.deepEqual([...(kinds.get('id') ?? [])].sort(), ['null', 'removed']);
  assert.deepEqual([...(kinds.get('object') ?? [])].sort(), ['changed', 'null', 'removed']);
  assert.ok(Object.keys(all(1).noise).length <= 2);
});

test('the id of a chunk is noise where it goes into a response, and none where it goes to the client of a chat', () => {
  const changedFor = (client: string) => {
    const recorded = { ...recordedOf('c', { id: 'chatcmpl-1', text: 'Hi' }), clientOf: () => client };
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const drawn = seeds.flatMap(
      (seed) => sampled([recorded], 'provider', { size: 100, seed, noise: loadNoise() }).mutants,
    );
    return new Set(drawn.map(({ change }) => String(change.place.path?.at(-1))));
  };
  assert.ok(changedFor('POST /v1/chat/completions').has('id'));
  assert.ok(!changedFor('POST /v1/responses').has('id'));
  assert.ok(changedFor('POST /v1/responses').has('text'));
});

test('a chunk without text is noise wherever it stands, and one with text is not', () => {
  const chunk = (delta: Json, reason: Json = null): Json => ({
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: reason }],
  });
  const chunks = [chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hi' }), chunk({}, 'stop')];
  const response: RecordedAnswer = {
    status: 200,
    headers: {},
    events: [...chunks.map((data) => ({ data })), { raw: 'data: [DONE]\n\n' }],
  };
  const reasonOf = (change: Change, client = 'POST /v1/responses') =>
    noiseIn(loadNoise(), response, change, { seam: 'provider', text: '', client });
  const at = (event: number) => ({ exchange: 0, event });
  assert.match(reasonOf({ place: at(0), kind: 'doubled' }) ?? '', /without text or call/);
  assert.match(reasonOf({ place: { ...at(2), path: ['choices'] }, kind: 'repeated' }) ?? '', /without text or call/);
  assert.match(reasonOf({ place: at(1), kind: 'swapped' }) ?? '', /without text or call/);
  assert.equal(reasonOf({ place: at(1), kind: 'doubled' }), undefined);
  assert.equal(reasonOf({ place: at(2), kind: 'swapped' }), undefined);
  assert.equal(reasonOf({ place: at(0), kind: 'doubled' }, 'POST /v1/chat/completions'), undefined);
  assert.match(reasonOf({ place: at(3), kind: 'dropped' }) ?? '', /has ended/);
  assert.equal(reasonOf({ place: at(1), kind: 'dropped' }), undefined);
  const reason = { ...at(2), path: ['choices', 0, 'finish_reason'] };
  assert.match(reasonOf({ place: reason, kind: 'null' }) ?? '', /end of its tokens/);
  assert.match(reasonOf({ place: { exchange: 0 }, kind: 'status', to: 201 }) ?? '', /success alike/);
  assert.equal(reasonOf({ place: { exchange: 0 }, kind: 'status', to: 500 }), undefined);
});

test('a test with many changes takes part in many rounds, beside tests with about as many', () => {
  const [a, b] = tests;
  assert.ok(a && b);
  const [mutant] = all(1).mutants;
  assert.ok(mutant);
  const of = (recorded: Recorded, count: number) =>
    Array.from({ length: count }, (_, id) => ({ ...mutant, recorded, id }));
  const rounds = roundsOf([...of(a, 5), ...of(b, 1)], 2);
  assert.deepEqual(
    rounds.map(({ repeats, tests: ofRound }) => [
      repeats,
      ...[...ofRound].flatMap(([name, list]) => [name, list.length]),
    ]),
    [
      [2, 'a', 2],
      [2, 'a', 2],
      [1, 'a', 1, 'b', 1],
    ],
  );
  assert.deepEqual(
    rounds.flatMap(({ tests: ofRound }) => ofRound.get('a') ?? []).map(({ id }) => id),
    [0, 1, 2, 3, 4],
  );
});

test('a change counts for what noticed it first, and drift alone is told apart', () => {
  const mutants = ([['claim', 'drift'], ['contract'], ['relation', 'drift'], ['drift'], []] as const).map((by, i) => ({
    by,
    kind: i < 2 ? 'removed' : 'changed',
    operation: 'GET /',
    place: 'id',
    test: 't',
  }));
  const { judged, noticed, withDrift, by } = scoreOf(mutants);
  assert.deepEqual([judged, noticed, withDrift], [5, 3, 4]);
  assert.deepEqual(by, { claim: 1, request: 0, contract: 1, relation: 1, members: 0, drift: 1 });
  assert.deepEqual(
    scoresBy(mutants, ({ kind }) => kind).map(({ name, score }) => [name, score.noticed, score.judged]),
    [
      ['changed', 1, 3],
      ['removed', 2, 2],
    ],
  );
  assert.equal(percent(3, 5), '60.0 %');
});
