import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import { CHUNKING, embedding, expect, test as base } from '../../fixtures/index.ts';
import { DOCUMENTS, pdf } from '../file-processors/documents.ts';

/** Text that a word processor wrote: the least of a .docx file. */
function docx(text: string): Buffer {
  const xmlns = 'http://schemas.openxmlformats.org';
  const part = `${xmlns}/officeDocument/2006/relationships/officeDocument`;
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  const files = {
    '[Content_Types].xml': `<Types xmlns="${xmlns}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${xmlns}/package/2006/relationships"><Relationship Id="r1" Type="${part}" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document xmlns:w="${xmlns}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
  };
  const parts = Object.entries(files).map(([path, content]) => [path, strToU8(content)] as const);
  return Buffer.from(zipSync(Object.fromEntries(parts), { mtime: new Date(2026, 0, 1) }));
}

/** A page of chunks, or as llama-stack 0.3 has them. */
const Chunks = z.array(z.looseObject({ text: z.string() })).optional();
const Content = z.looseObject({ data: Chunks, content: Chunks });

const html = '<html><head><style>p { color: red }</style></head><body><p>The code is 7342.</p></body></html>';
const NAMES = ['two words.txt', 'grüße.txt', '猫.txt', "it's.txt", 'a(1)&b.txt', 'no-ending'];

const test = base.extend<{ contentOf: (name: string, bytes: Buffer) => Promise<string> }>({
  /** The text of a file once it is ingested, its chunks one behind the other; or why it was not. */
  contentOf: ({ client, http, uploadedFile, vectorStoreWith }, use) =>
    use(async (name, bytes) => {
      const { id: file_id } = await uploadedFile(name, bytes);
      const { id: vector_store_id } = await vectorStoreWith({});
      const body = { file_id, chunking_strategy: CHUNKING };
      const { status, last_error } = await client.vectorStores.files.createAndPoll(vector_store_id, body);
      if (status !== 'completed') return `${status}: ${last_error?.message ?? ''}`;
      const answer = await http.get(`/v1/vector_stores/${vector_store_id}/files/${file_id}/content`);
      const { data = [], content = data } = Content.parse(answer.body);
      return content.map(({ text }) => text).join('');
    }),
});

test.describe('A file in a vector store', { tag: '@any-provider' }, () => {
  test.beforeEach(({ provider }) => provider.answers(embedding().persist().optional()));

  for (const { what, name, bytes, text } of DOCUMENTS) {
    test(`keeps ${what}`, async ({ contentOf }) => {
      expect((await contentOf(name, bytes)).replaceAll('\r\n', '\n').trimEnd()).toBe(text);
    });
  }

  for (const [what, name, bytes] of [
    ['PDF', 'code.pdf', pdf('The code is 7342.')],
    ['DOCX', 'code.docx', docx('The code is 7342.')],
  ] as const) {
    test(`has the text of a ${what}`, async ({ contentOf }) => {
      expect((await contentOf(name, bytes)).trim()).toBe('The code is 7342.');
    });
  }

  test('has the text of an HTML page', async ({ contentOf }) => {
    expect(await contentOf('code.html', Buffer.from(html))).toContain('The code is 7342.');
  });

  test('has whole characters where emoji and Chinese are cut into chunks', async ({ contentOf }) => {
    const text = '猫🏳️‍🌈'.repeat(120);
    expect(await contentOf('cats.txt', Buffer.from(text))).not.toContain('\uFFFD');
  });

  test('of 20,000 words is found by its last', async ({ client, uploadedFile, vectorStoreWith }) => {
    const words = `${'one two three four five '.repeat(4_000)}The code is 7342.`;
    const store = await vectorStoreWith({ files: [await uploadedFile('long.txt', words)] });
    const { data } = await client.vectorStores.search(store.id, { query: 'The code is 7342.', max_num_results: 1 });
    expect(data[0]?.content[0]?.text).toContain('7342');
  });

  test('that is empty ends as completed or failed', async ({ client, uploadedFile, vectorStoreWith }) => {
    const { id: file_id } = await uploadedFile('empty.txt', '');
    const store = await vectorStoreWith({});
    const file = await client.vectorStores.files.createAndPoll(store.id, { file_id });
    expect(file.status).toMatch(/^(completed|failed)$/);
  });

  test('that cannot be read fails with unsupported_file or invalid_file', async ({
    client,
    uploadedFile,
    vectorStoreWith,
  }) => {
    const { id: file_id } = await uploadedFile('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 255]));
    const store = await vectorStoreWith({});
    const { status, last_error } = await client.vectorStores.files.createAndPoll(store.id, { file_id });
    expect({ status, code: last_error?.code }).toEqual({
      status: 'failed',
      code: expect.stringMatching(/^(unsupported_file|invalid_file)$/),
    });
  });
});

test.describe('The name of an uploaded file', { tag: '@stack' }, () => {
  for (const name of NAMES) {
    test(`stays ${name}`, async ({ client, uploadedFile }) => {
      const { id, filename } = await uploadedFile(name, 'One.');
      expect(filename).toBe(name);
      expect(await client.files.retrieve(id)).toMatchObject({ filename: name, bytes: 4 });
      expect(await (await client.files.content(id)).text()).toBe('One.');
    });
  }

  test('has none of the folders that a path brings', async ({ uploadedFile }) => {
    expect((await uploadedFile('../up/code.txt', 'One.')).filename).toBe('code.txt');
  });
});
