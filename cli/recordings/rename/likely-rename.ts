/** Which orphan belongs to which test that has another name now. */
import { isObject } from '../../../replay/recording/json.ts';
import { equivalentExchanges } from '../../../replay/matching/equivalence.ts';
import type { ListedTest } from '../listing.ts';
import type { RecordedTest } from '../tree.ts';

/** Share of common letter pairs from which two titles count as similar; 1 is equal. */
const SIMILAR = 0.6;

/**
 * The test that an orphan was recorded for, by its new name: one of the same setup without a recording, whose title is
 * similar, or the same in another spec file, or which another setup recorded with the same exchanges.
 * @param candidates tests of the orphan's line and setup that have no recording
 * @param recorded all recordings, to compare the orphan with what other setups recorded under the new name
 */
export function renameOf(
  orphan: RecordedTest,
  candidates: readonly ListedTest[],
  recorded: readonly RecordedTest[],
): ListedTest | undefined {
  const slug = slugOf(orphan.folder);
  const moved = candidates.find(({ folder }) => slugOf(folder) === slug);
  const scored = candidates
    .filter(({ spec }) => spec === orphan.spec)
    .map((test) => {
      const same = recorded.some(
        (other) => other.folder.endsWith(`/${test.spec}/${slugOf(test.folder)}`) && sameCalls(other, orphan),
      );
      return { test, score: same ? 2 : similarity(titleIn(orphan), test.titlePath.join(' ')) };
    })
    .filter(({ score }) => score >= SIMILAR)
    .sort((a, b) => b.score - a.score);
  return scored[0]?.test ?? moved;
}

/** Dice's coefficient of the letter pairs of two texts: 0 nothing in common, 1 all. */
export function similarity(a: string, b: string): number {
  const [pairs, others] = [pairsOf(a), pairsOf(b)];
  if (pairs.length + others.length === 0) return 1;
  const left = [...others];
  const common = pairs.filter((pair) => {
    const at = left.indexOf(pair);
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
  return (2 * common.length) / (pairs.length + others.length);
}

function pairsOf(text: string): string[] {
  const letters = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, i) => letters.slice(i, i + 2));
}

function titleIn({ title, spec }: RecordedTest): string {
  return title.startsWith(`${spec} › `) ? title.slice(spec.length + 3) : slugOf(title);
}

function slugOf(folder: string): string {
  return folder.split('/').at(-1) ?? folder;
}

/** The client's calls are the test's own, the same under every setup but for the models' names. */
function sameCalls(a: RecordedTest, b: RecordedTest): boolean {
  const [calls, others] = [a.stack?.recording?.calls ?? [], b.stack?.recording?.calls ?? []];
  if (calls.length === 0 || a.line !== b.line) return false;
  const withoutModels = (exchanges: typeof calls) =>
    exchanges.map(({ request }) => ({
      request:
        request.body !== undefined && 'json' in request.body && isObject(request.body.json)
          ? { ...request, body: { json: { ...request.body.json, model: '' } } }
          : request,
      response: { status: 200, headers: {} },
    }));
  return equivalentExchanges(withoutModels(calls), withoutModels(others));
}
