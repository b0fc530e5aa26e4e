import { expect } from '../../fixtures/index.ts';
import { DOCUMENTS, pdf } from './documents.ts';
import { documentForm, fieldsForm, Processed, test } from './fixture.ts';

const small = { type: 'static', static: { max_chunk_size_tokens: 100, chunk_overlap_tokens: 0 } };
const tooLarge = { type: 'static', static: { max_chunk_size_tokens: 5000, chunk_overlap_tokens: 0 } };
const aurora = { name: 'aurora.txt', bytes: Buffer.from('The launch code is 7342.') };
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const inSmallChunks = { chunking_strategy: JSON.stringify(small) };

test.describe('POST /v1alpha/file-processors/process', { tag: ['@stack', '@file-processors'] }, () => {
  for (const document of DOCUMENTS) {
    test(`extracts ${document.what}`, async ({ processForm }) => {
      const answer = await processForm(documentForm(document));
      expect(answer.status).toBe(200);
      expect(Processed.parse(answer.body).chunks.map(({ content }) => content)).toEqual([document.text]);
    });
  }

  test('extracts the text of a PDF, in the order of its pages', async ({ processForm }) => {
    const bytes = pdf('The launch code is 7342.', 'The second page.');
    const { body } = await processForm(documentForm({ name: 'a.pdf', bytes, type: 'application/pdf' }));
    const { chunks, metadata } = Processed.parse(body);
    expect(chunks.map(({ content }) => content).join('\n')).toMatch(/The launch code is 7342\.\s+The second page\./);
    expect(metadata).toMatchObject({ page_count: 2, file_size_bytes: bytes.length });
  });

  test('reports processor, extraction method and size', async ({ processForm }) => {
    const { body } = await processForm(documentForm({ name: 'a.txt', bytes: Buffer.from('One and two.') }));
    expect(Processed.parse(body).metadata).toMatchObject({ extraction_method: 'text', file_size_bytes: 12 });
  });

  for (const name of ['a b.txt', 'grüße.txt', "it's.txt", '猫.txt', 'a(1).txt']) {
    test(`keeps the filename ${name}`, async ({ processForm }) => {
      const { body } = await processForm(documentForm({ name, bytes: Buffer.from('One.') }));
      expect(Processed.parse(body).chunks[0]?.metadata).toMatchObject({ filename: name });
    });
  }

  test('cuts a text into chunks of at most max_chunk_size_tokens, and loses nothing', async ({ processForm }) => {
    const words = Array.from({ length: 250 }, (_, n) => `word${n}`);
    const { body } = await processForm(
      documentForm({ name: 'a.txt', bytes: Buffer.from(words.join(' ')) }, inSmallChunks),
    );
    const { chunks } = Processed.parse(body);
    expect(chunks.length).toBeGreaterThan(1);
    for (const { metadata } of chunks) expect(Number(metadata.token_count)).toBeLessThanOrEqual(100);
    expect(
      chunks
        .map(({ content }) => content)
        .join('')
        .replaceAll(' ', ''),
    ).toBe(words.join(''));
  });

  test('cuts emoji and Chinese at whole characters', async ({ processForm }) => {
    const text = '猫🏳️‍🌈'.repeat(120);
    const { body } = await processForm(documentForm({ name: 'a.txt', bytes: Buffer.from(text) }, inSmallChunks));
    const contents = Processed.parse(body).chunks.map(({ content }) => content);
    expect(contents.length).toBeGreaterThan(1);
    expect(contents.join('')).toBe(text);
  });

  test('processes an uploaded file by file_id', async ({ processForm, uploadedFile }) => {
    const { id } = await uploadedFile('a.txt', 'The launch code is 7342.');
    const { status, body } = await processForm(fieldsForm({ file_id: id }));
    expect(status).toBe(200);
    expect(Processed.parse(body).chunks).toMatchObject([
      { content: 'The launch code is 7342.', metadata: { filename: 'a.txt', file_id: id } },
    ]);
  });

  test('returns at least one chunk of an empty file', async ({ processForm }) => {
    const { status, body } = await processForm(documentForm({ name: 'empty.txt', bytes: Buffer.alloc(0) }));
    expect({ status, chunks: Processed.parse(body).chunks.length }).toEqual({ status: 200, chunks: 1 });
  });

  test('rejects a request without file and file_id with 400', async ({ processForm }) => {
    const { status, body } = await processForm(new FormData());
    expect({ status, body: JSON.stringify(body) }).toEqual({
      status: 400,
      body: expect.stringContaining('Exactly one of file or file_id must be provided.'),
    });
  });

  test("returns errors in OpenAI's error format", async ({ processForm }) => {
    const { body } = await processForm(new FormData());
    expect(body).toMatchObject({ error: { message: expect.any(String) } });
  });

  test('rejects a request with file and file_id with 400', async ({ processForm }) => {
    const form = documentForm({ name: 'a.txt', bytes: Buffer.from('One.') }, { file_id: 'file-none' });
    expect((await processForm(form)).status).toBe(400);
  });

  // No document names the statuses of these; that they are the client's fault is HTTP's own.
  for (const { what, form } of [
    { what: 'an unknown file_id', form: fieldsForm({ file_id: 'file-none' }) },
    { what: 'a picture', form: documentForm({ name: 'a.png', bytes: PNG, type: 'image/png' }) },
    {
      what: 'a broken PDF',
      form: documentForm({ name: 'a.pdf', bytes: Buffer.from('%PDF-1.4\nnothing'), type: 'application/pdf' }),
    },
    { what: 'a chunking_strategy that is no JSON', form: documentForm(aurora, { chunking_strategy: 'small' }) },
    { what: 'chunks of 5,000 tokens', form: documentForm(aurora, { chunking_strategy: JSON.stringify(tooLarge) }) },
  ]) {
    test(`rejects ${what} as the client's fault`, async ({ processForm }) => {
      const { status } = await processForm(form);
      expect(Math.floor(status / 100)).toBe(4);
    });
  }
});
