import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withModels } from '../../../scripts/providers/scripted/more-models.ts';
import { passTo } from '../../../scripts/providers/scripted/pass-on.ts';
import { frontOf } from '../../fakes/front.ts';
import { listen } from '../../fakes/listening.ts';

const LIMIT = { timeout: 20_000 };

test('what a judge knows is judged, and says that it is scripted', LIMIT, async (t) => {
  const passOn = passTo(await listen(t, (_request, response) => response.end('real')));
  const judges = [
    ({ url }: { url: string }) => (url === '/rerank' ? { status: 200, body: { results: [] } } : undefined),
  ];
  const url = await frontOf(t, { passOn, script: [], judges });
  const judged = await fetch(`${url}/rerank`, { method: 'POST' });
  assert.deepEqual([judged.headers.get('x-e2e-source'), await judged.json()], ['scripted', { results: [] }]);
  assert.equal(await (await fetch(`${url}/other`, { method: 'POST' })).text(), 'real');
});

test('models that only the script answers for are listed beside those of the server, as scripted', LIMIT, async (t) => {
  const root = await listen(t, (request, response) => {
    response.end(request.url === '/v1/models' ? '{"object":"list","data":[{"id":"real"}]}' : `real ${request.url}`);
  });
  const list = async (models: string[]) => {
    const url = await frontOf(t, { passOn: withModels(models, root, passTo(root)), script: [] });
    const answer = await fetch(`${url}/v1/models`);
    assert.equal(await (await fetch(`${url}/v1/models/real`)).text(), 'real /v1/models/real');
    const body: unknown = await answer.json();
    return { source: answer.headers.get('x-e2e-source'), body };
  };
  const more = { id: 'large', object: 'model', created: 0, owned_by: 'scripted' };
  assert.deepEqual(await list(['real', 'large']), {
    source: 'scripted',
    body: { object: 'list', data: [{ id: 'real' }, more] },
  });
  assert.deepEqual(await list(['real']), { source: 'local model', body: { object: 'list', data: [{ id: 'real' }] } });
});
