/** Makes the code that holds answers against a contract: it is made once for each contract, and loaded in milliseconds. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { About } from './contract.ts';
import { type Definitions, prepared } from './schema.ts';

/** What a contract says, as schemas. */
export interface ContractSource extends About {
  /** All schemas, those that `answers`, `events` and `failures` name among them. */
  definitions: Definitions;
}

/**
 * The text of a CommonJS module that needs no other one: `about` (an `About`), and by the name of each schema of an answer,
 * event or failure the function that validates it. It takes about a second for the types of an SDK.
 */
export function compiled({ definitions, ...about }: ContractSource): string {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    messages: false,
    strict: false,
    validateFormats: false,
    validateSchema: false,
    // Each type is compiled once, however often it is named.
    inlineRefs: false,
    code: { source: true },
  });
  ajv.addSchema({ definitions: prepared(definitions) }, ROOT);
  const ids = namesIn(about).map((name, at): [string, string] => [name, `${ROOT}${at}`]);
  for (const [name, $id] of ids) ajv.addSchema({ $id, $ref: `${ROOT}#/definitions/${encodeURIComponent(name)}` });
  const code = standalone.default(ajv, Object.fromEntries(ids));
  return `${code}\nexports.about = ${JSON.stringify(about)};\n`;
}

const ROOT = 'contract';

/** Of the schemas that answers are held against. */
function namesIn({ answers, events, failures }: About): string[] {
  const ofFailures =
    typeof failures === 'string' ? [failures] : Object.values(failures).flatMap((each) => Object.values(each));
  return [...new Set([...Object.values(answers), ...Object.values(events), ...ofFailures])];
}
