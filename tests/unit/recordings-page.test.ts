/** docs/reference/recordings.md: its examples are recordings, and it names every field that there is. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { recordingText } from '../../replay/recording/file-text.ts';
import { clientExchange, providerExchange } from '../../replay/recording/exchange-schema.ts';
import { ExternalTest, manifestText, parseManifest } from '../../replay/recording/external.ts';
import { parseProviders, providersFile, stackFile } from '../../replay/recording/format.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/reference/recordings.md'), 'utf8');
const [recording = '', manifest = ''] = [...page.matchAll(/```json\n([^]*?)```/g)].map(([, block = '']) => block);

test('the example is a recording as it is written today', () => {
  assert.equal(recordingText(parseProviders(recording, 'the example')), recording);
});

test('the manifest is one as it is written today', () => {
  assert.equal(manifestText(parseManifest(manifest)), manifest);
});

test('every field is explained', () => {
  const { request, response } = providerExchange.shape;
  const fields = [providersFile, stackFile, providerExchange, clientExchange, request, response, ExternalTest].flatMap(
    ({ shape }) => Object.keys(shape),
  );
  const prose = page.replaceAll(/```[^]*?```/g, '');
  const missing = [...new Set(fields)].filter((field) => !new RegExp(`["\`]${field}["\`]`).test(prose));
  assert.deepEqual(missing, []);
});
