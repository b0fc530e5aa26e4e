/** Makes schemas of the types of an SDK, as its package has them. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { moduleEnding } from '../../folders/folders.ts';
import { asJson } from '../../replay/recording/json.ts';
import type { SdkDefinitions } from '../sdk.ts';

/** Packages by the name of what is said of their types in `sdk-types`. */
export const SDKS = { openai: 'openai', anthropic: '@anthropic-ai/sdk' } as const;
export type Sdk = keyof typeof SDKS;

const FOLDER = join(import.meta.dirname, '../sdk-types');
const Made = z.object({ definitions: z.record(z.string(), z.record(z.string(), z.json())) });

/** The schemas of all types that the `Contract` of an SDK has. It takes some seconds. */
export async function sdkDefinitions(sdk: Sdk): Promise<SdkDefinitions> {
  // Not before it is needed: it loads a compiler.
  const { createGenerator } = await import('ts-json-schema-generator');
  const schema = createGenerator({
    path: typesOf(sdk),
    tsconfig: join(FOLDER, 'tsconfig.json'),
    type: 'Contract',
    expose: 'all',
    topRef: true,
    encodeRefs: false,
    additionalProperties: true,
    skipTypeCheck: true,
    jsDoc: 'none',
  }).createSchema('Contract');
  return { name: sdk, version: versionOf(SDKS[sdk]), definitions: Made.parse(asJson(schema)).definitions };
}

/** All that the schemas of an SDK depend on. */
export function sdkInputs(sdk: Sdk): string[] {
  return [sdk, versionOf(SDKS[sdk]), versionOf('ts-json-schema-generator'), readFileSync(typesOf(sdk), 'utf8')];
}

function typesOf(sdk: Sdk): string {
  return join(FOLDER, moduleEnding === '.ts' ? `${sdk}.ts` : `${sdk}.d.ts`);
}

/** Of a package that is installed. */
export function versionOf(name: string): string {
  const { resolve } = createRequire(import.meta.url);
  let folder = dirname(resolve(name));
  while (!existsSync(join(folder, 'package.json')) || manifestIn(folder).name !== name) folder = dirname(folder);
  return manifestIn(folder).version;
}

const Manifest = z.object({ name: z.string().optional(), version: z.string().default('') });

function manifestIn(folder: string): z.infer<typeof Manifest> {
  return Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
}
