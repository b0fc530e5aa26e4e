import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { wireFormOf } from '../../replay/answers/wire-form.ts';
import { startFront, type FrontOptions } from '../../scripts/providers/scripted/front.ts';
import { passTo } from '../../scripts/providers/scripted/pass-on.ts';
import { parseScript } from '../../scripts/providers/scripted/script.ts';
import { listen } from './listening.ts';

/** The headers that a front puts on what the real server answered. */
export const HEADERS = { 'x-e2e-recorded-from': 'Fake 1.0', 'x-e2e-source': 'local model' };

/** The address of a scripted front before a real server that answers by `listener`. */
export async function front(t: TestContext, listener: RequestListener, script: unknown = []): Promise<string> {
  return frontOf(t, { passOn: passTo(await listen(t, listener)), script: parseScript(script, 'test') });
}

/** The address of a front of one's own making. */
export async function frontOf(
  t: TestContext,
  options: Pick<FrontOptions, 'passOn' | 'script' | 'judges'>,
): Promise<string> {
  const about = { recordedFrom: 'Fake 1.0', source: 'local model', form: wireFormOf('openai') } as const;
  const { port, stop } = await startFront({ port: 0, ...about, ...options });
  t.after(stop);
  return `http://127.0.0.1:${port}`;
}

export const PATH = '/v1/chat/completions';

/** A chat request, as `fetch` takes it. */
export const chat = (body: object) => ({ method: 'POST', body: JSON.stringify({ model: 'm', ...body }) });

/** The real server of a front that answers all by its script. */
export const mustNotBeAsked: RequestListener = () => assert.fail('the real server was asked');
