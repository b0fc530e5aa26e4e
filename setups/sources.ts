/** Sources of claims: which document says what is right, for each claim that a gap is known of. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseYaml } from '../errors/yaml.ts';
import { z } from 'zod';
import { packageFolder } from '../folders/folders.ts';
import { mostSpecific, oneOrManyTests } from './test-names.ts';

const claim = z.strictObject({
  /** `<document>: <place>`. */
  source: z.string().regex(/^[^:]+: ./, 'a source is `<document>: <place>`'),
  /** Where the stack's developers were told that it is wrong. */
  issue: z.url().optional(),
  tests: z.array(oneOrManyTests).min(1),
});

const SourcesFile = z
  .strictObject({
    /** Where each document is. */
    documents: z.record(z.string(), z.string().min(1)),
    claims: z.array(claim),
    /** Claims that no document backs, until they are changed. */
    unsourced: z.array(oneOrManyTests).default([]),
  })
  .superRefine(({ documents, claims }, context) => {
    for (const [at, { source }] of claims.entries()) {
      const [document = ''] = source.split(':');
      if (document in documents) continue;
      const known = Object.keys(documents).join(', ');
      context.addIssue({
        code: 'custom',
        path: ['claims', at, 'source'],
        message: `"${document}" is none of ${known}`,
      });
    }
  });

export type Sources = z.infer<typeof SourcesFile>;
export type Claim = Sources['claims'][number];

const FILE = path.join(packageFolder, 'e2e/sources.yaml');

/** @throws an error that names the file and the fields to correct */
export function loadSources(file = FILE): Sources {
  const { data, error } = SourcesFile.safeParse(parseYaml(readFileSync(file, 'utf8'), file));
  if (!error) return data;
  throw new Error(`${file} is no valid list of sources. Correct these fields:\n${z.prettifyError(error)}`);
}

/** The claim of a test, or of many by `folder/*`, `file › *` or `file › describe › *`; the entry that says most of the name. */
export function claimOf({ claims }: Pick<Sources, 'claims'>, test: string): Claim | undefined {
  const entries = claims.flatMap((claim) => claim.tests.map((each) => ({ test: each, claim })));
  return mostSpecific(entries, test)?.claim;
}
