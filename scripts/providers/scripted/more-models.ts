import { z } from 'zod';
import { getJson } from '../ready.ts';
import { SOURCE_HEADER } from './front.ts';
import type { PassOn } from './pass-on.ts';
import { sendJson } from './send.ts';

const listSchema = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) });

/**
 * Lists more models than the server at `root` has: those that only the script answers for. A list with one that the
 * server lacks says that it is scripted. All else is `passOn`'s.
 */
export function withModels(models: readonly string[], root: URL, passOn: PassOn): PassOn {
  return async (request, response, added) => {
    if (request.method !== 'GET' || request.url !== '/v1/models') return passOn(request, response, added);
    const list = listSchema.parse(await getJson(root, '/v1/models'));
    const missing = models.filter((model) => !list.data.some(({ id }) => id === model));
    if (missing.length === 0) return passOn(request, response, added);
    const more = missing.map((id) => ({ id, object: 'model', created: 0, owned_by: 'scripted' }));
    sendJson(response, 200, { ...list, data: [...list.data, ...more] }, { ...added, [SOURCE_HEADER]: 'scripted' });
  };
}
