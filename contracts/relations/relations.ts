/** All relations that are held in every test, and what a test's calls break of them. */
import type { ClientExchange } from '../../replay/recording/exchange.ts';
import { amounts, searched } from './amounts.ts';
import { callsOf } from './call.ts';
import { chatStream } from './chat-stream.ts';
import { defaults } from './defaults.ts';
import { chunks } from './chunks.ts';
import { deletion, gone } from './deleted.ts';
import { echo } from './echo.ts';
import { idForms } from './id-forms.ts';
import { forwarded } from './forwarded.ts';
import { ids } from './ids.ts';
import { interactionStream } from './interaction-stream.ts';
import { lists } from './lists.ts';
import { logprobs } from './logprobs.ts';
import { messageStream } from './message-stream.ts';
import { nextPages } from './next-pages.ts';
import { pages } from './pages.ts';
import { outcome } from './outcome.ts';
import type { Broken, Relation, Span } from './relation.ts';
import { references } from './references.ts';
import { responseItems } from './response-items.ts';
import { responseStream } from './response-stream.ts';
import { searchResults } from './search-results.ts';
import { type RecordedAnswers, servedOf } from './served.ts';
import { status } from './status.ts';
import { stored } from './stored.ts';
import { nearNow, times } from './times.ts';
import { sums } from './usage.ts';

export const RELATIONS: readonly Relation[] = [
  status,
  echo,
  defaults,
  stored,
  deletion,
  gone,
  ids,
  amounts,
  searched,
  pages,
  nextPages,
  outcome,
  sums,
  times,
  nearNow,
  references,
  responseStream,
  responseItems,
  chatStream,
  messageStream,
  interactionStream,
  lists,
  logprobs,
  searchResults,
  chunks,
  idForms,
  forwarded,
];

/** A relation that does not hold, and where. */
export interface BrokenRelation extends Broken {
  relation: Relation;
}

/** What took part in one test. */
export interface Exchanged {
  /** Its client exchanges, in the order in which they began; null for one that did not end. */
  exchanges: readonly (ClientExchange | null)[];
  /** The recording that its providers' answers are of, where they are recorded and go out as they are. */
  recorded?: RecordedAnswers | undefined;
  /** When it ran, where the answers are those of a stack that ran too. */
  span?: Span | undefined;
}

export function brokenRelations({ exchanges, recorded, span }: Exchanged): BrokenRelation[] {
  const calls = callsOf(exchanges);
  const served = recorded === undefined ? [] : servedOf(recorded, calls);
  return RELATIONS.flatMap((relation) =>
    relation.check(calls, served, span).map((broken) => ({ relation, ...broken })),
  );
}
