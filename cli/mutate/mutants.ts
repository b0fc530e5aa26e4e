/** The sample of changes that a run tries: the same for the same recordings, size and seed. */
import type { ClientExchange, ProviderExchange, RecordedAnswer } from '../../replay/recording/exchange.ts';
import { type Change, changeAt, changed } from './change.ts';
import { type NoiseRule, noiseIn } from './noise.ts';
import { type Place, placesOf, type Seam } from './place.ts';
import { sampleOf, seeded } from './random.ts';

/** The recording of a test, at one seam. */
export interface Recorded {
  /** The project of Playwright that replays it. */
  project: string;
  /** The test's name: spec file and titles, joined by ` › `. */
  test: string;
  /** Of the recording, below `recordings/`, with the line. */
  folder: string;
  exchanges: readonly (ClientExchange | ProviderExchange)[];
  /** What providers answered in the test, of a recording of the stack's answers. */
  providers?: readonly ProviderExchange[] | undefined;
  text: string;
  /** The operation of the client that an exchange of a provider was for. */
  clientOf?: (exchange: number) => string | undefined;
  /** The text of its file with a change. */
  textWith: (change: Change) => string;
}

export interface Mutant {
  /** Position in the sample, counted from 0. */
  id: number;
  recorded: Recorded;
  change: Change;
}

export interface Sample {
  mutants: Mutant[];
  /** How many places there are. */
  places: number;
  /** Changes that were drawn and left out, since they are noise: how many, by reason. */
  noise: Record<string, number>;
}

/** Draws places until there are `size` mutants, or no place is left. */
export function sampled(
  tests: readonly Recorded[],
  seam: Seam,
  { size, seed, noise: rules }: { size: number; seed: number; noise: readonly NoiseRule[] },
): Sample {
  const random = seeded(seed);
  const places = tests.flatMap((recorded) =>
    recorded.exchanges.flatMap(({ response }, exchange) =>
      placesOf(response, exchange).map((place) => ({ recorded, place })),
    ),
  );
  const mutants: Mutant[] = [];
  const noise: Record<string, number> = {};
  for (const { recorded, place } of sampleOf(places, places.length, random)) {
    if (mutants.length >= size) break;
    const answer = answerAt(recorded, place);
    const change = answer && changeAt(answer, place, seam, random);
    if (answer === undefined || change === undefined) continue;
    const client = recorded.clientOf?.(place.exchange);
    const reason = noiseIn(rules, answer, change, { seam, text: recorded.text, client });
    if (reason === undefined) mutants.push({ id: mutants.length, recorded, change });
    else noise[reason] = (noise[reason] ?? 0) + 1;
  }
  return { mutants, places: places.length, noise };
}

export function answerAt({ exchanges }: Recorded, { exchange }: Place): RecordedAnswer | undefined {
  return exchanges[exchange]?.response;
}

/** Exchanges with the change in one of them. */
export function withChange<T extends { response: RecordedAnswer }>(exchanges: readonly T[], change: Change): T[] {
  return exchanges.map((each, i) =>
    i === change.place.exchange ? { ...each, response: changed(each.response, change) } : each,
  );
}
