import { z } from 'zod';
import type { Answer } from '../../fixtures/http-client.ts';
import { test as base } from '../../fixtures/index.ts';

const Chunk = z.looseObject({ content: z.string(), metadata: z.record(z.string(), z.unknown()) });

/** What processing a file gives: its chunks, in order. */
export const Processed = z.looseObject({
  chunks: z.array(Chunk),
  metadata: z.looseObject({ processor: z.string(), extraction_method: z.string(), file_size_bytes: z.number() }),
});

export interface UploadedDocument {
  name: string;
  bytes: Buffer;
  type?: string;
}

/** A form with a document as the part `file`, and other fields. */
export function documentForm(
  { name, bytes, type = 'text/plain' }: UploadedDocument,
  fields: Readonly<Record<string, string>> = {},
): FormData {
  const form = new FormData();
  form.set('file', new File([new Uint8Array(bytes)], name, { type }));
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return form;
}

/** A form without a file, with these fields. */
export function fieldsForm(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  return form;
}

interface FileProcessorFixtures {
  /** Posts a form to `/v1alpha/file-processors/process`. */
  processForm: (form: FormData) => Promise<Answer>;
}

export const test = base.extend<FileProcessorFixtures>({
  processForm: ({ http }, use) => use((form) => http.send('POST', '/v1alpha/file-processors/process', { body: form })),
});
