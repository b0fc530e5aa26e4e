import { expect } from '../../fixtures/index.ts';
import { type Page, test as withoutProvider, testWithProvider } from './fixture.ts';
import { LISTS } from './operations.ts';

for (const list of LISTS) {
  const { operation, maximum = 10_000 } = list;
  const tag = list.needs ? [list.tag, list.needs] : list.tag;
  const [after, before] = list.anthropic ? ['after_id', 'before_id'] : ['after', 'before'];
  const test = list.tag === '@stack' ? withoutProvider : testWithProvider;
  const ascending = list.ordered ? { order: 'asc' } : {};

  test.describe(`GET ${operation}`, { tag }, () => {
    if (list.maximum !== undefined)
      test(`rejects a limit of ${maximum + 1} with 400`, async ({ filled, pageOf }) => {
        const { path } = await filled(list);
        expect((await pageOf(path, { limit: maximum + 1 }, list.anthropic)).status).toBe(400);
      });

    test('returns one item, last_id and has_more with limit=1', async ({ filled, pageOf }) => {
      const { path } = await filled(list);
      const { ids, has_more, last_id } = await pageOf(path, { limit: 1 }, list.anthropic);
      expect({ items: ids.length, has_more, last: ids.indexOf(last_id) }).toEqual({
        items: 1,
        has_more: true,
        last: 0,
      });
    });

    if (list.own)
      test('pages forward through every item once', async ({ filled, pageOf }) => {
        const { path } = await filled(list);
        const { ids } = await pageOf(path, { limit: maximum, ...ascending }, list.anthropic);
        const pages: Page[] = [await pageOf(path, { limit: 1, ...ascending }, list.anthropic)];
        while (pages.at(-1)?.has_more === true && pages.length < ids.length + 2)
          pages.push(
            await pageOf(path, { limit: 1, [after]: String(pages.at(-1)?.last_id), ...ascending }, list.anthropic),
          );
        expect(pages.map((page) => placesOf(page, ids))).toEqual(ids.map((_, place) => [place]));
      });
    else
      test('goes on behind the item given as after, among items of one second', async ({ filled, pageOf }) => {
        const { path, ids } = await filled(list);
        const listed = (await pageOf(path, { limit: maximum }, list.anthropic)).ids.filter((id) =>
          ids.includes(String(id)),
        );
        const next = await pageOf(path, { limit: maximum, [after]: String(listed[0]) }, list.anthropic);
        expect(placesOf(next, listed)).toEqual([1, 2]);
      });

    if (list.own && list.before)
      test('pages backward from the item given as before', async ({ filled, pageOf }) => {
        const { path } = await filled(list);
        const { ids } = await pageOf(path, { limit: maximum, ...ascending }, list.anthropic);
        const previous = await pageOf(path, { limit: 1, [before]: String(ids[2]), ...ascending }, list.anthropic);
        expect(placesOf(previous, ids)).toEqual([1]);
      });

    if (list.deletable)
      test('rejects a deleted cursor, or goes on behind its place', async ({ filled, pageOf }) => {
        const { path, ids, remove } = await filled(list);
        const listed = (await pageOf(path, { limit: maximum }, list.anthropic)).ids.filter((id) =>
          ids.includes(String(id)),
        );
        await remove(String(listed[1]));
        const next = await pageOf(path, { limit: maximum, [after]: String(listed[1]) }, list.anthropic);
        const outcome = next.status === 200 ? `goes on at ${placesOf(next, listed).join()}` : `status ${next.status}`;
        expect(outcome).toMatch(/^(status 40[04]|goes on at 2)$/);
      });
  });
}

/** Where the items of a page stand among others; those that are of other tests stand nowhere. */
function placesOf({ ids }: Page, among: unknown[]): number[] {
  return ids.map((id) => among.indexOf(id)).filter((place) => place !== -1);
}
